import { JSONSerializer, type Serializer } from '../../signing/json.js'
import { decodeLatin1, encodeLatin1 } from '../../utils/charsets.js'
import { SafeString } from '../../utils/python/safe-string.js'
import { Message } from './message.js'

// Django's form: a message is ["__json_message", 1 if it is safe else 0, level, text], and its extra tags where it has any.

const MESSAGE_KEY = '__json_message'

/** A message, or another value, as JSON. */
export function encodePart(value: unknown): string {
  return decodeLatin1(JSONSerializer.dumps(value instanceof Message ? fieldsOf(value) : value))
}

/** Undoes `encodeParts`; messages are found however deep they are. Throws SyntaxError. */
export function decodeMessages(json: string): unknown {
  return withMessages(JSONSerializer.loads(encodeLatin1(json)))
}

/** A list of parts that are JSON already, for the signer. */
export const partSerializer: Serializer = {
  dumps: parts => encodeLatin1(joinParts(parts as readonly string[])),
  loads: data => decodeMessages(decodeLatin1(data)),
}

/** A list of parts, each of them JSON. */
export function joinParts(parts: readonly string[]): string {
  return `[${parts.join(',')}]`
}

function fieldsOf({ message, level, extraTags }: Message): unknown[] {
  const fields = [MESSAGE_KEY, message instanceof SafeString ? 1 : 0, level, String(message)]
  return extraTags === null ? fields : [...fields, extraTags]
}

function withMessages(value: unknown): unknown {
  if (Array.isArray(value)) return value[0] === MESSAGE_KEY ? messageOf(value) : value.map(withMessages)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withMessages(member)]))
}

function messageOf([, isSafe, level, text, extraTags = null]: unknown[]): Message {
  return new Message(Number(level), isSafe ? new SafeString(String(text)) : String(text), extraTags as string | null)
}
