import { decodeTextStrictly, LookupError, UnicodeDecodeError } from '../utils/charsets.js'
import { parseHeaderParameters } from '../utils/http.js'
import { MultiPartParserError } from './exceptions.js'

/** A header of a part: its value, and its parameters. */
export type PartHeader = readonly [value: string, parameters: ReadonlyMap<string, string>]

/** The headers of a part by name; none when it has no head, which makes it no part of a form. */
export type PartHeaders = ReadonlyMap<string, PartHeader>

/** The largest head a part may have, with the empty line at its end. Django: `MAX_TOTAL_HEADER_SIZE`. */
export const maxHeadSize = 1024

/** Collects the head of a part until the empty line that ends it. One is enough for all parts, one after the other. */
export class PartHead {
  #bytes = empty
  #length = 0

  /** Forgets the head of the part before. */
  reset(): void {
    this.#length = 0
  }

  /** Takes bytes; gives the headers, and what of these bytes stands after them, once the head is complete. */
  write(bytes: Uint8Array): { headers: PartHeaders; rest: Uint8Array } | null {
    if (this.#length === 0) {
      // Nearly always it comes in one piece.
      const end = findEnd(bytes, 0, Math.min(bytes.length, maxHeadSize))
      if (end !== -1) return { headers: parseHead(bytes.subarray(0, end)), rest: bytes.subarray(end + 4) }
      if (this.#bytes === empty) this.#bytes = new Uint8Array(maxHeadSize)
    }
    const before = this.#length
    const taken = Math.min(bytes.length, maxHeadSize - before)
    this.#bytes.set(bytes.subarray(0, taken), before)
    this.#length += taken
    const end = findEnd(this.#bytes, Math.max(0, before - 3), this.#length)
    if (end === -1) {
      if (this.#length === maxHeadSize) throw new MultiPartParserError('Request max total header size exceeded.')
      return null
    }
    return { headers: parseHead(this.#bytes.subarray(0, end)), rest: bytes.subarray(end + 4 - before) }
  }
}

const empty = new Uint8Array(0)

function findEnd(bytes: Uint8Array, from: number, to: number): number {
  for (let i = bytes.indexOf(0x0d, from); i !== -1 && i + 3 < to; i = bytes.indexOf(0x0d, i + 1)) {
    if (bytes[i + 1] === 0x0a && bytes[i + 2] === 0x0d && bytes[i + 3] === 0x0a) return i
  }
  return -1
}

function parseHead(bytes: Uint8Array): PartHeaders {
  const headers = new Map<string, PartHeader>()
  for (const line of linesOf(bytes)) {
    const [start, parameters] = parseParameters(line)
    // The name is what stands before the colon, and the parameters those of the whole line: a line with `;` in front of
    // the colon is none.
    const at = start.indexOf(':')
    if (at !== -1) headers.set(start.slice(0, at), [start.slice(at + 1).trim(), parameters])
  }
  return headers
}

/** A parameter is said to be in a charset nobody knows. In Django a LookupError, which is answered with 500. */
export class UnknownPartCharset extends MultiPartParserError {
  override readonly name = 'LookupError'
}

function parseParameters(text: string): PartHeader {
  try {
    return parseHeaderParameters(text)
  } catch (error) {
    if (error instanceof LookupError) throw new UnknownPartCharset(error.message, { cause: error })
    throw error
  }
}

// At once, for that is quicker; a line that is no UTF-8 is no header, and has no say in what the others are.
function linesOf(bytes: Uint8Array): string[] {
  return decode(bytes)?.split('\r\n') ?? splitLines(bytes).map(line => decode(line) ?? '')
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return decodeTextStrictly(bytes, 'utf-8')
  } catch (error) {
    if (error instanceof UnicodeDecodeError) return undefined
    throw error
  }
}

function splitLines(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = []
  let start = 0
  for (let i = 0; i + 1 < bytes.length; i++) {
    if (bytes[i] !== 0x0d || bytes[i + 1] !== 0x0a) continue
    lines.push(bytes.subarray(start, i))
    start = i + 2
  }
  lines.push(bytes.subarray(start))
  return lines
}
