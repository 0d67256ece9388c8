import { decodeTextStrictly, LookupError, UnicodeDecodeError } from '../utils/charsets.js'
import { parseHeaderParameters } from '../utils/http.js'
import { MultiPartParserError } from './exceptions.js'

/** What the head of a part says of it; what it does not say is empty. */
export interface PartDescription {
  /** The field it belongs to; `undefined`: no part of a form. */
  readonly name: string | undefined
  /** What the client calls the file; `undefined`, or empty, for a field. */
  readonly fileName: string | undefined
  /** In lower case, without parameters. */
  readonly contentType: string
  /** Those of its Content-Type. */
  readonly parameters: ReadonlyMap<string, string>
  readonly contentLength: string
  readonly transferEncoding: string
}

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

  /** Takes bytes; gives what the head says, and what of these bytes stands after it, once it is complete. */
  write(bytes: Uint8Array): { description: PartDescription; rest: Uint8Array } | null {
    if (this.#length === 0) {
      // Nearly always it comes in one piece.
      const end = findEnd(bytes, 0, Math.min(bytes.length, maxHeadSize))
      if (end !== -1) return { description: parseHead(bytes.subarray(0, end)), rest: bytes.subarray(end + 4) }
    }
    const before = this.#length
    const taken = Math.min(bytes.length, maxHeadSize - before)
    this.#makeRoom(before + taken)
    this.#bytes.set(bytes.subarray(0, taken), before)
    this.#length += taken
    const end = findEnd(this.#bytes, Math.max(0, before - 3), this.#length)
    if (end === -1) {
      if (this.#length === maxHeadSize) throw new MultiPartParserError('Request max total header size exceeded.')
      return null
    }
    return { description: parseHead(this.#bytes.subarray(0, end)), rest: bytes.subarray(end + 4 - before) }
  }

  // Most of what comes in pieces is no head but the line end after the last boundary.
  #makeRoom(size: number): void {
    if (size <= this.#bytes.length) return
    const larger = new Uint8Array(size <= smallHeadSize ? smallHeadSize : maxHeadSize)
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}

const empty = new Uint8Array(0)
const smallHeadSize = 64

function findEnd(bytes: Uint8Array, from: number, to: number): number {
  for (let i = bytes.indexOf(0x0d, from); i !== -1 && i + 3 < to; i = bytes.indexOf(0x0d, i + 1)) {
    if (bytes[i + 1] === 0x0a && bytes[i + 2] === 0x0d && bytes[i + 3] === 0x0a) return i
  }
  return -1
}

/** What a part is that has no head. */
export const noDescription: PartDescription = {
  name: undefined,
  fileName: undefined,
  contentType: '',
  parameters: new Map(),
  contentLength: '',
  transferEncoding: '',
}

function parseHead(bytes: Uint8Array): PartDescription {
  const text = decode(bytes)
  const ordinary = text === undefined ? null : ordinaryHead.exec(text)
  if (ordinary === null) return describe(headersOf(text?.split('\r\n') ?? linesOf(bytes)))
  const [, name, fileName, contentType = ''] = ordinary
  return {
    name,
    fileName,
    contentType: contentType.toLowerCase(),
    parameters: new Map(),
    contentLength: '',
    transferEncoding: '',
  }
}

// As browsers write nearly all of them, after the line of the boundary: there is nothing to undo in it.
const ordinaryHead =
  /^(?:\r\n)?content-disposition: form-data; name="([^"\\\r\n]*)"(?:; filename="([^"\\\r\n]*)")?(?:\r\ncontent-type: ([\w.+/-]+))?$/i

/** A header of a part: its value, and its parameters. */
type PartHeader = readonly [value: string, parameters: ReadonlyMap<string, string>]

function headersOf(lines: readonly string[]): Map<string, PartHeader> {
  const headers = new Map<string, PartHeader>()
  for (const line of lines) {
    const [start, parameters] = parseParameters(line)
    // The name is what stands before the colon, and the parameters those of the whole line: a line with `;` in front of
    // the colon is none.
    const at = start.indexOf(':')
    if (at !== -1) headers.set(start.slice(0, at), [start.slice(at + 1), parameters])
  }
  return headers
}

function describe(headers: ReadonlyMap<string, PartHeader>): PartDescription {
  const disposition = headers.get('content-disposition')?.[1]
  const [contentType, parameters] = headers.get('content-type') ?? ['', new Map<string, string>()]
  return {
    name: disposition?.get('name'),
    fileName: disposition?.get('filename'),
    contentType,
    parameters,
    contentLength: headers.get('content-length')?.[0] ?? '',
    transferEncoding: headers.get('content-transfer-encoding')?.[0] ?? '',
  }
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

// One by one: a line that is no UTF-8 is no header, and has no say in what the others are.
function linesOf(bytes: Uint8Array): string[] {
  return splitLines(bytes).map(line => decode(line) ?? '')
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
