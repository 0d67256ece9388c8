import { decodeLatin1, decodeText, UnicodeError } from './charsets.js'
import { encodePunycode, prepareLabel } from './punycode.js'
import { percent, quote, unquoteToBytes } from './quoting.js'

/**
 * An internationalised address as a URI: characters that may not stand in one are percent-encoded as UTF-8; what is
 * encoded already stays. Django's `iri_to_uri`, RFC 3987 section 3.1.
 */
export function iriToUri(iri: string | { toString(): string }): string
export function iriToUri(iri: string | { toString(): string } | null): string | null
export function iriToUri(iri: string | { toString(): string } | null): string | null {
  if (iri === null) return null
  const text = String(iri)
  return uriSafe.test(text) ? text : quote(text, "/#%[]=:;$&()+,!?*@'~")
}

/** Percent-encodes the part of a URL before its `?`. Django's `escape_uri_path`, RFC 3986 section 3.3. */
export function escapeUriPath(path: string): string {
  return pathSafe.test(path) ? path : quote(path, "/:@&+$,!*'()")
}

/** A path of the file system as the path of a URI. Django's `filepath_to_uri`. */
export function filepathToUri(path: string): string
export function filepathToUri(path: string | null): string | null
export function filepathToUri(path: string | null): string | null {
  return path === null ? null : quote(path.replaceAll('\\', '/'), "/!*()'")
}

/**
 * A URI as an internationalised address: percent-encoded letters and UTF-8 sequences become what they stand for, the
 * rest stays encoded. Django's `uri_to_iri`, RFC 3987 section 3.2.
 */
export function uriToIri(uri: string): string
export function uriToIri(uri: string | null): string | null
export function uriToIri(uri: string | null): string | null {
  if (uri === null) return null
  const bytes = new TextEncoder().encode(uri)
  const decoded = decodeLatin1(bytes).replace(/%([0-9a-fA-F]{2})/g, (pair, digits: string) => {
    const character = String.fromCharCode(Number.parseInt(digits, 16))
    return /[A-Za-z._~\x80-\xff-]/.test(character) ? character : pair
  })
  return decodeText(repercentBrokenUnicode(unquoteToBytes(decoded.replaceAll('%', '%25'))), 'utf-8')
}

/**
 * A domain name in ASCII, each label beyond it in Punycode. Throws UnicodeError for a label that is empty, too long
 * or has characters no domain has. Django's `punycode`, Python's codec `idna` (RFC 3490).
 */
export function punycode(domain: string): string {
  if (domain === '') return ''
  const isAscii = /^[\0-\x7f]*$/.test(domain)
  const labels = isAscii ? domain.split('.') : domain.split(/[.\u3002\uff0e\uff61]/)
  const last = labels.length - 1
  return labels.map((label, i) => (label === '' && i === last ? '' : toAsciiLabel(label))).join('.')
}

/**
 * The text of a path that came percent-encoded. Bytes that are no UTF-8 stay percent-encoded, so that no path is
 * refused or changed beyond recognition, and a `%` that starts no pair stays as it is. Never throws.
 * Characters beyond ASCII count as the bytes of the same number, as they come off the wire.
 */
export function decodePath(path: string): string {
  if (!/[%\x80-\uffff]/.test(path)) return path
  return decodeText(repercentBrokenUnicode(unquoteToBytes(path)), 'utf-8')
}

/** Bytes that are no UTF-8 written as `%XX`, everything else as it is. Django's `repercent_broken_unicode`. */
export function repercentBrokenUnicode(path: Uint8Array): Uint8Array {
  const result: number[] = []
  for (let i = 0; i < path.length; ) {
    const length = utf8SequenceLength(path, i)
    if (length === 0) for (const character of percent(path[i]!)) result.push(character.charCodeAt(0))
    for (let j = 0; j < length; j++) result.push(path[i + j]!)
    i += length || 1
  }
  return Uint8Array.from(result)
}

function toAsciiLabel(label: string): string {
  const prepared = /^[\0-\x7f]*$/.test(label) ? label : prepareLabel(label)
  const isAscii = /^[\0-\x7f]*$/.test(prepared)
  if (!isAscii && prepared.startsWith('xn--')) throw new UnicodeError('Label starts with ACE prefix')
  const ascii = isAscii ? prepared : `xn--${encodePunycode(prepared)}`
  if (ascii === '' || ascii.length > 63) throw new UnicodeError('label empty or too long')
  return ascii
}

const uriSafe = /^[\w.~/#%[\]=:;$&()+,!?*@'-]*$/
const pathSafe = /^[\w.~/:@&+$,!*'()-]*$/

/** How many bytes the well-formed UTF-8 sequence at `at` has, 0 for none. Unicode standard, table 3-7. */
function utf8SequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!
  if (lead < 0x80) return 1
  if (lead < 0xc2 || lead > 0xf4) return 0
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  const second = bytes[at + 1] ?? 0
  if (second < lowest || second > highest) return 0
  for (let i = 2; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0
  return length
}
