import type { InsideRecord, WireRecord } from '../../record.js'
import { bodyText, kindOfBody } from './copied.js'
import { maskedHeaders, pairsOf, SUBSTITUTE } from './mask.js'

/** A request as somebody edits it: as text, secrets as stars. What is left as stars is sent as it was. */
export interface Edits {
  readonly method: string
  readonly target: string
  /** A line each. */
  readonly headers: string
  /** Absent: it cannot be edited as text, and is sent as it was. */
  readonly body?: string
}

/** A request to be sent. */
export interface Replay {
  readonly method: string
  readonly target: string
  /** Names and values alternating. */
  readonly headers: readonly string[]
  readonly body: Buffer
}

/** What is offered to be edited. Null: the body was too large to be kept, so that it cannot be sent again. */
export function editsOf(wire: WireRecord, inside: InsideRecord | undefined): Edits | null {
  if (wire.requestBody.total > wire.requestBody.bytes.length) return null
  const headers = maskedHeaders(wire.requestHeaders, inside?.secretCookies).filter(([name]) => !madeAnew.test(name))
  const [body] = inside && wire.requestBody.total <= mostEdited ? bodyText({ wire, inside }) : []
  const text = headers.map(([name, value]) => `${name}: ${value}`).join('\n')
  return { method: wire.method, target: wire.target, headers: text, ...(body !== undefined && { body }) }
}

/** Beyond this, what is shown of a body is its beginning. */
const mostEdited = 16 * 1024

/** Who sends the request says these himself. */
const madeAnew = /^(?:connection|content-length|transfer-encoding|expect|keep-alive|upgrade)$/i

/** The request that the edits make of the recorded one, or a sentence about what cannot be sent. */
export function replayOf(wire: WireRecord, inside: InsideRecord | undefined, edits: Edits): Replay | string {
  const { method, target } = edits
  if (!/^[A-Z]+$/.test(method) || method === 'CONNECT') return `“${method}” is no method that can be sent.`
  if (!/^\/[\x21-\x7e]*$/.test(target)) return 'The address has to begin with “/”, and to be without spaces.'
  if (target.startsWith('/__tiny_django__/')) return 'The inspector’s own addresses are not asked again.'
  const lines = edits.headers.split(/\r?\n/).filter(line => line.trim() !== '')
  const bad = lines.find(line => !/^[\w!#$%&'*+.^`|~-]+:[\t\x20-\x7e\x80-\xff]*$/.test(line))
  if (bad !== undefined) return `“${bad}” is no header: it takes a name, a colon and a value.`
  const original = pairsOf(wire.requestHeaders)
  const headers = lines.flatMap(line => {
    const at = line.indexOf(':')
    const name = line.slice(0, at)
    return madeAnew.test(name) ? [] : [name, restoredHeader(name, line.slice(at + 1).trim(), original)]
  })
  return { method, target, headers, body: bodyOf(wire, inside, edits.body) }
}

type Pairs = readonly (readonly [name: string, value: string])[]

function restoredHeader(name: string, value: string, original: Pairs): string {
  if (!value.includes(SUBSTITUTE)) return value
  const values = original.filter(([each]) => each.toLowerCase() === name.toLowerCase()).map(([, each]) => each)
  if (name.toLowerCase() !== 'cookie') return values[0] ?? value
  const cookies = values.flatMap(each => each.split(/; */))
  return value
    .split(/; */)
    .map(pair => {
      const [key, text] = pair.split(/=(.*)/s)
      return text === SUBSTITUTE ? (cookies.find(each => each.startsWith(`${key}=`)) ?? pair) : pair
    })
    .join('; ')
}

function bodyOf(wire: WireRecord, inside: InsideRecord | undefined, edited: string | undefined): Buffer {
  const { bytes } = wire.requestBody
  const shown = editsOf(wire, inside)?.body
  const text = edited?.replaceAll('\r\n', '\n') // as a browser sends what is in a form
  if (text === undefined || text === shown?.replaceAll('\r\n', '\n')) return bytes
  const kind = kindOfBody(wire)
  if (kind === 'form') return Buffer.from(restoredForm(text, bytes.toString('utf8')))
  return Buffer.from(kind === 'json' ? restoredJson(text, bytes.toString('utf8')) : text)
}

/** The n-th field of a name that is left as stars is the n-th of that name. */
function restoredForm(text: string, original: string): string {
  const before = new URLSearchParams(original)
  const seen = new Map<string, number>()
  const pairs = Array.from(new URLSearchParams(text.replaceAll('\n', '')), ([name, value]) => {
    const at = seen.get(name) ?? 0
    seen.set(name, at + 1)
    return [name, value === SUBSTITUTE ? (before.getAll(name)[at] ?? value) : value]
  })
  return String(new URLSearchParams(pairs))
}

function restoredJson(text: string, original: string): string {
  if (!text.includes(SUBSTITUTE)) return text
  try {
    return JSON.stringify(restored(JSON.parse(text), JSON.parse(original)))
  } catch {
    return text // it is no JSON any more
  }
}

function restored(value: unknown, original: unknown): unknown {
  if (value === SUBSTITUTE && original !== undefined) return original
  const before = Object(original) as Readonly<Record<string, unknown>>
  if (Array.isArray(value)) return value.map((each, index) => restored(each, before[index]))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, restored(each, before[name])]))
}
