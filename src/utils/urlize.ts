import { isEmail } from './email.js'
import { escapeText } from './escape.js'
import { unescapeHtml } from './html-unescape.js'
import { MAX_URL_LENGTH } from './http.js'
import { SafeString } from './python/safe-string.js'
import { hasSurrogates } from './python/sequence.js'
import { SPACES, stripEnd } from './python/space.js'
import { str } from './python/str.js'
import { quote, quotePlus, unquote, unquotePlus } from './quoting.js'
import { urlsplit, urlunsplit } from './urlsplit.js'

/** How links are made. */
export interface UrlizeOptions {
  /** Texts of links that are longer are cut to so many characters, the last one being `…`. */
  readonly trimUrlLimit?: number | null
  /** Gives each link `rel="nofollow"`. */
  readonly nofollow?: boolean
  /** Escapes the text. */
  readonly autoescape?: boolean
  /** The text was marked safe: it is not escaped a second time. Unless told, what its type says. */
  readonly safeInput?: boolean
}

/**
 * Text whose addresses are links: `http://`, `https://` and `www.` ones, those of the seven oldest domains, and e-mail
 * addresses; punctuation and brackets around them stay outside. Django: `urlize`.
 */
export function urlize(text: unknown, options: UrlizeOptions = {}): string {
  const { safeInput = text instanceof SafeString } = options
  const source = str(text)
  if (!maybeAddress.test(source)) return options.autoescape && !safeInput ? escapeText(source) : source
  const seen = new Map<string, string>()
  let result = ''
  for (const word of source.split(betweenWords)) {
    let done = seen.get(word)
    if (done === undefined) {
      done = urlizeWord(word, { ...options, safeInput })
      seen.set(word, done)
    }
    result += done
  }
  return result
}

/** A URL with everything in it quoted that has to be, whether it was before or not. Django: `smart_urlquote`. */
export function smartUrlquote(value: unknown): string {
  const url = str(value)
  let parts: ReturnType<typeof urlsplit>
  try {
    parts = urlsplit(url)
  } catch {
    return requote(url)
  }
  return urlunsplit({
    scheme: parts.scheme,
    netloc: requote(parts.netloc),
    path: requote(parts.path),
    query: requoteQuery(parts.query),
    fragment: requote(parts.fragment),
  })
}

/** What every address has in it. */
const maybeAddress = /[.@:]/
const betweenWords = new RegExp(`([${SPACES}<>"']+)`)
const withScheme = /^https?:\/\/\[?[\p{L}\p{N}_]/iu
const withoutScheme = /^www\.|^(?!http)[\p{L}\p{N}_][^@]+\.(?:com|edu|gov|int|mil|net|org)(?:$|\/.*$)/iu

function urlizeWord(word: string, options: UrlizeOptions): string {
  const { autoescape = false, safeInput = false } = options
  const escapes = autoescape && !safeInput
  if (!maybeAddress.test(word)) return escapes ? escapeText(word) : word
  const [lead, middle, trail] = trimPunctuation(word)
  const link = linkTo(middle)
  if (link === null) return escapes ? escapeText(word) : word
  const text = trimUrl(middle, options.trimUrlLimit ?? null)
  const rel = options.nofollow && !link.isMail ? ' rel="nofollow"' : ''
  const shown = escapes ? [lead, text, trail].map(escapeText) : [lead, text, trail]
  return `${shown[0]}<a href="${escapeText(link.href)}"${rel}>${shown[1]}</a>${shown[2]}`
}

function linkTo(text: string): { href: string; isMail: boolean } | null {
  // A text that is longer in units than in characters is not shorter than that.
  const isShort = text.length <= MAX_URL_LENGTH || (hasSurrogates(text) && Array.from(text).length <= MAX_URL_LENGTH)
  if (isShort && withScheme.test(text)) return { href: smartUrlquote(unescapeHtml(text)), isMail: false }
  if (isShort && withoutScheme.test(text)) {
    return { href: smartUrlquote(`http://${unescapeHtml(text)}`), isMail: false }
  }
  if (text.includes(':') || !isEmail(text)) return null
  const at = text.lastIndexOf('@')
  return { href: `mailto:${quote(text.slice(0, at), '')}@${quote(text.slice(at + 1), '')}`, isMail: true }
}

function trimUrl(text: string, limit: number | null): string {
  if (limit === null || text.length <= limit) return text
  if (!hasSurrogates(text)) return `${text.slice(0, Math.max(0, limit - 1))}…`
  const characters = Array.from(text)
  return characters.length <= limit ? text : `${characters.slice(0, Math.max(0, limit - 1)).join('')}…`
}

const brackets: readonly (readonly [open: string, close: string])[] = [
  ['(', ')'],
  ['[', ']'],
]

/** What stands in front of an address, the address, and what stands behind it. */
function trimPunctuation(word: string): [lead: string, middle: string, trail: string] {
  const start = word.search(/[^([]/)
  let middle = start === -1 ? '' : word.slice(start)
  const lead = start === -1 ? word : word.slice(0, start)
  const trail: string[] = []
  const counts = countBrackets(middle)
  for (let isTrimmed = true; isTrimmed && middle !== ''; ) {
    const before = middle
    for (const [open, close] of brackets) middle = trimBrackets(middle, trail, counts, open, close)
    middle = trimTrailing(middle, trail)
    isTrimmed = middle !== before
  }
  return [lead, middle, trail.reverse().join('')]
}

function countBrackets(text: string): Record<string, number> {
  const counts: Record<string, number> = { '(': 0, ')': 0, '[': 0, ']': 0 }
  for (const character of text) if (character in counts) counts[character] = counts[character]! + 1
  return counts
}

// Those at the end stay while they have their counterparts in the address.
function trimBrackets(
  text: string,
  trail: string[],
  counts: Record<string, number>,
  open: string,
  close: string,
): string {
  const surplus = counts[close]! - counts[open]!
  if (surplus <= 0 || !text.endsWith(close)) return text
  counts[close] = counts[open]!
  // What was cut off behind the bracket before is lost, as it is in Django 5.2.
  trail.splice(0, trail.length, text.slice(-surplus))
  return text.slice(0, -surplus)
}

/** Cuts dots, commas and the like off the end; a semicolon stays where it ends an entity. */
function trimTrailing(text: string, trail: string[]): string {
  const ampersand = text.lastIndexOf('&')
  const stripped = stripEnd(text, ampersand === -1 ? '.,:;!' : '.,:!')
  if (stripped !== text) trail.push(text.slice(stripped.length))
  return stripped.endsWith(';') ? trimSemicolon(stripped, ampersand, trail) : stripped
}

function trimSemicolon(text: string, ampersand: number, trail: string[]): string {
  const entity = ampersand === -1 ? text.slice(-1) : text.slice(ampersand)
  const unescaped = unescapeHtml(entity)
  if (unescaped !== entity && !unescaped.endsWith(';')) return text
  const stripped = stripEnd(text, '.,:;!')
  const semicolons = text.length - stripEnd(text, ';').length
  // The first of several may belong to an entity.
  const end = ampersand > -1 && semicolons > 1 ? text.indexOf(';', stripped.length) + 1 : stripped.length
  trail.push(text.slice(end))
  return text.slice(0, end)
}

function requote(text: string): string {
  return quote(unquote(text), "!$&'()*+,;=:/?#[]@~")
}

// Names and values apart, so that what separates them is not mixed up with what is in them.
function requoteQuery(query: string): string {
  if (query === '') return ''
  const pairs = query.split('&').filter(pair => pair !== '')
  return pairs
    .map(pair => {
      const at = pair.indexOf('=')
      const [name, value] = at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
      return `${requotePart(name)}=${requotePart(value)}`
    })
    .join('&')
}

function requotePart(text: string): string {
  return quotePlus(unquote(unquotePlus(text)))
}
