import { encodeText, isUtf8 } from '../utils/charsets.js'

/** One piece of a body: text, or bytes in any of the shapes JavaScript has for them. */
export type Chunk = string | ArrayBufferView | ArrayBuffer

/** One piece of a body as bytes. What is neither text nor bytes is sent as its text. */
export function toBytes(value: unknown, charset: string): Uint8Array {
  if (value instanceof Uint8Array) return value
  return bytesOf(value) ?? encodeText(toText(value), charset)
}

/** One piece of a body; text stays text while `charset` is UTF-8, for then nobody needs its bytes before the wire. */
export function toPayload(value: unknown, charset: string): string | Uint8Array {
  if (typeof value === 'string' && isUtf8(charset)) return value
  const bytes = bytesOf(value)
  if (bytes !== undefined) return bytes
  const text = toText(value)
  return isUtf8(charset) ? text : encodeText(text, charset)
}

/** Pieces of a body as one. */
export function joinPayloads(parts: readonly (string | Uint8Array)[]): string | Uint8Array {
  if (parts.length === 1) return parts[0]!
  if (parts.every(part => typeof part === 'string')) return parts.join('')
  return concatBytes(parts.map(part => toBytes(part, 'utf-8')))
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let length = 0
  for (const part of parts) {
    result.set(part, length)
    length += part.length
  }
  return result
}

/** Whether `value` is bytes in one of their shapes. */
export function isBytes(value: unknown): value is ArrayBufferView | ArrayBuffer {
  return ArrayBuffer.isView(value) || isBuffer(value)
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  return isBuffer(value) ? new Uint8Array(value) : undefined
}

// By its tag, for a buffer of another realm is no `instanceof ArrayBuffer`.
function isBuffer(value: unknown): value is ArrayBuffer {
  return value instanceof ArrayBuffer || /^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(value))
}

function toText(value: unknown): string {
  return value === null || value === undefined ? '' : String(value)
}
