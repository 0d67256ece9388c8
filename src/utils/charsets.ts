/** Text that is not what its use asks for. Python's class of that name. */
export class UnicodeError extends RangeError {
  override readonly name = 'UnicodeError'
}

/** Text that a charset cannot hold. Python's class of that name. */
export class UnicodeEncodeError extends RangeError {
  override readonly name = 'UnicodeEncodeError'
}

/** Bytes that are not in the charset they are said to be in. Python's class of that name. */
export class UnicodeDecodeError extends RangeError {
  override readonly name = 'UnicodeDecodeError'
}

/** A charset nobody here knows. Python's class of that name. */
export class LookupError extends RangeError {
  override readonly name = 'LookupError'
}

/** Who knows charsets beyond UTF-8, Latin-1, ASCII and those that the platform's TextDecoder reads. */
export interface TextCodec {
  has(charset: string): boolean
  encode(text: string, charset: string): Uint8Array
  /** What is not in the charset becomes U+FFFD. */
  decode(bytes: Uint8Array, charset: string): string
}

/**
 * Names who knows other charsets. An adapter does this where it has the tables; without one, text in such a charset
 * is a LookupError.
 */
export function registerTextCodec(codec: TextCodec): void {
  registered = codec
}

let registered: TextCodec | undefined

/** Whether `charset` names UTF-8, by any of its names. */
export function isUtf8(charset: string): boolean {
  return charset === 'utf-8' || builtIn(charset) === 'utf-8'
}

/** Whether ASCII text is known to have the same bytes in `charset` as in ASCII. */
export function isAsciiCompatible(charset: string): boolean {
  return builtIn(charset) !== undefined
}

/** Whether bytes of `charset` can be read at all. */
export function isKnownCharset(charset: string): boolean {
  if (charset.includes('\0')) return false
  return builtIn(charset) !== undefined || webDecoder(charset) !== undefined || codecFor(charset) !== undefined
}

/** The bytes of `text` in `charset`. Throws UnicodeEncodeError and LookupError. */
export function encodeText(text: string, charset: string): Uint8Array {
  const known = builtIn(charset)
  if (known === 'utf-8') return utf8Encoder.encode(text)
  if (known !== undefined) return encodeSingleBytes(text, known)
  const codec = codecFor(charset)
  if (codec === undefined) throw unknown(charset)
  const bytes = codec.encode(text, charset)
  // A codec has something for what it lacks; Python refuses.
  if (codec.decode(bytes, charset) !== text) throw new UnicodeEncodeError(`'${charset}' codec can't encode this text`)
  return bytes
}

/** The text that `bytes` hold. What is not in the charset becomes U+FFFD. Throws LookupError, but for no bytes at all. */
export function decodeText(bytes: Uint8Array, charset: string): string {
  if (bytes.length === 0) return ''
  const known = builtIn(charset)
  if (known === 'utf-8') return utf8Decoder.decode(bytes)
  if (known === 'latin-1') return decodeLatin1(bytes)
  if (known === 'ascii') return decodeLatin1(bytes).replace(/[\x80-\xff]/g, '\ufffd')
  if (utf16.test(charset)) return decodeUtf16(bytes, charset)
  // First, for Node's own decoder takes windows-1252 for Latin-1.
  const codec = codecFor(charset)
  if (codec !== undefined) return codec.decode(bytes, charset)
  const decoder = webDecoder(charset)
  if (decoder === undefined) throw unknown(charset)
  return decoder.decode(bytes)
}

/** As `decodeText`, but what is not in the charset throws UnicodeDecodeError. */
export function decodeTextStrictly(bytes: Uint8Array, charset: string): string {
  const known = builtIn(charset)
  if (known === 'latin-1') return decodeLatin1(bytes)
  if (known === undefined) return decodeOtherStrictly(bytes, charset)
  if (known === 'ascii' && bytes.some(byte => byte > 0x7f)) throw undecodable(charset)
  try {
    return utf8FatalDecoder.decode(bytes)
  } catch {
    throw undecodable(charset)
  }
}

/** Each byte as the character of that number: how HTTP headers travel. */
export function decodeLatin1(bytes: Uint8Array): string {
  let text = ''
  // In pieces, for a call takes only so many arguments.
  for (let start = 0; start < bytes.length; start += 8192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8192))
  }
  return text
}

/** The bytes of text whose characters are all below 256. Throws UnicodeEncodeError. */
export function encodeLatin1(text: string): Uint8Array {
  return encodeSingleBytes(text, 'latin-1')
}

type BuiltIn = 'utf-8' | 'latin-1' | 'ascii'

const utf8Encoder = new TextEncoder()
const utf8Decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const utf8FatalDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

// Python's aliases. The web reads "iso-8859-1" and "ascii" as windows-1252, so these never reach TextDecoder.
const builtIns = new Map<string, BuiltIn>([
  ...['utf-8', 'utf8', 'u8', 'utf', 'cp65001'].map(name => [name, 'utf-8'] as const),
  ...['latin-1', 'latin1', 'iso-8859-1', 'iso8859-1', '8859', 'cp819', 'l1', 'latin', 'iso-ir-100', 'ibm819'].map(
    name => [name, 'latin-1'] as const,
  ),
  ...['ascii', 'us-ascii', '646', 'us', 'ansi-x3.4-1968', 'iso646-us', 'cp367', 'ibm367'].map(
    name => [name, 'ascii'] as const,
  ),
])

function builtIn(charset: string): BuiltIn | undefined {
  return builtIns.get(charset) ?? builtIns.get(plainName(charset))
}

// A codec may take what has its hyphens at other places for the same charset; Python does not.
function isMisspeltBuiltIn(name: string): boolean {
  const squeezed = name.replace(/[-.]/g, '')
  return !builtIns.has(name) && [...builtIns.keys()].some(known => known.replaceAll('-', '') === squeezed)
}

// As Python reads the names of charsets: only letters, digits and dots count, and that something is between them.
function plainName(charset: string): string {
  return charset
    .toLowerCase()
    .replace(/[^a-z\d.]+/g, '-')
    .replace(/^-|-$/g, '')
}

function codecFor(charset: string): TextCodec | undefined {
  const name = plainName(charset)
  return !isMisspeltBuiltIn(name) && registered?.has(name) ? registered : undefined
}

const utf16 = /^utf[-_ ]?16([-_ ]?[lb]e)?$/i

// The bytes say in which order they are, unless the name does.
function decodeUtf16(bytes: Uint8Array, charset: string): string {
  const named = /[lb]e$/i.exec(charset)?.[0]
  if (named !== undefined) return webDecoder(`utf-16${named}`)!.decode(bytes)
  const isBig = bytes[0] === 0xfe && bytes[1] === 0xff
  const isMarked = isBig || (bytes[0] === 0xff && bytes[1] === 0xfe)
  return webDecoder(isBig ? 'utf-16be' : 'utf-16le')!.decode(isMarked ? bytes.subarray(2) : bytes)
}

// A codec does not tell what it could not read; the platform's decoder does, where it knows the charset.
function decodeOtherStrictly(bytes: Uint8Array, charset: string): string {
  const text = decodeText(bytes, charset)
  if (text.includes('\ufffd')) throw undecodable(charset)
  try {
    webDecoder(charset, true)?.decode(bytes)
  } catch {
    throw undecodable(charset)
  }
  return text
}

function webDecoder(charset: string, fatal = false): TextDecoder | undefined {
  try {
    return new TextDecoder(plainName(charset), { fatal, ignoreBOM: true })
  } catch {
    return undefined
  }
}

function encodeSingleBytes(text: string, charset: 'latin-1' | 'ascii'): Uint8Array {
  const limit = charset === 'ascii' ? 0x80 : 0x100
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= limit) {
      throw new UnicodeEncodeError(
        `'${charset}' codec can't encode character at position ${i}: ordinal not in range(${limit})`,
      )
    }
    bytes[i] = code
  }
  return bytes
}

function unknown(charset: string): LookupError {
  return new LookupError(`unknown encoding: ${charset}`)
}

function undecodable(charset: string): UnicodeDecodeError {
  return new UnicodeDecodeError(`'${charset}' codec can't decode these bytes`)
}
