import { iriToUri } from '../../utils/encoding.js'
import { escapejs } from '../../utils/html.js'
import { title } from '../../utils/python/case.js'
import { int } from '../../utils/python/convert.js'
import { AttributeError, ValueError } from '../../utils/python/errors.js'
import { percentFormat } from '../../utils/python/percent.js'
import { isText } from '../../utils/python/safe-string.js'
import { characterCount } from '../../utils/python/sequence.js'
import { splitWords } from '../../utils/python/space.js'
import { isTuple, str, typeName } from '../../utils/python.js'
import { quote } from '../../utils/quoting.js'
import { markSafe, SafeString } from '../../utils/safestring.js'
import { capfirst, phone2numeric, slugify, Truncator, wrap } from '../../utils/text.js'
import { Library } from '../library.js'

/**
 * What is done to text. Django: "Built-in template tags and filters", "Built-in filter reference".
 * Filters of text get a string, whatever the variable holds (`stringfilter`).
 */
export const register = new Library()

const ofText = { isSafe: true, stringfilter: true } as const
/** Without an argument. */
const ofTextAlone = { ...ofText, arg: 'none' } as const

/** Django: filter "addslashes". A backslash in front of quotes and backslashes. */
register.filter('addslashes', (text: string) => text.replace(/[\\"']/g, '\\$&'), ofTextAlone)

/** Django: filter "capfirst". The first letter in upper case. */
register.filter('capfirst', (text: string) => capfirst(text), ofTextAlone)

/** Django: filter "lower". */
register.filter('lower', (text: string) => text.toLowerCase(), ofTextAlone)

/** Django: filter "upper". Not safe: `&amp;` would become `&AMP;`. */
register.filter('upper', (text: string) => text.toUpperCase(), { stringfilter: true, arg: 'none' })

/** Django: filter "title". A capital letter at the beginning of each word, not behind an apostrophe or a digit. */
register.filter(
  'title',
  (text: string) =>
    title(text)
      .replace(/[a-z]'[A-Z]/g, found => found.toLowerCase())
      .replace(/\p{Nd}[A-Z]/gu, found => found.toLowerCase()),
  ofTextAlone,
)

/** Django: filter "center". The text in the middle of so many characters. */
register.filter('center', (text: string, width: unknown) => aligned(text, width, centered), ofText)

/** Django: filter "ljust". The text at the left of so many characters. */
register.filter('ljust', (text: string, width: unknown) => aligned(text, width, () => 0), ofText)

/** Django: filter "rjust". The text at the right of so many characters. */
register.filter('rjust', (text: string, width: unknown) => aligned(text, width, missing => missing), ofText)

function aligned(text: string, width: unknown, before: (missing: number, width: number) => number): string {
  const wanted = Number(int(width))
  const missing = wanted - characterCount(text)
  if (missing <= 0) return text
  const left = before(missing, wanted)
  return ' '.repeat(left) + text + ' '.repeat(missing - left)
}

// Python's rule for where the odd space goes.
function centered(missing: number, width: number): number {
  return (missing >> 1) + (missing & width & 1)
}

/** Django: filter "cut". Takes the argument out wherever it is. Safe text stays safe, unless semicolons are taken out. */
register.filter('cut', (value: unknown, part: unknown) => {
  if (!isText(part)) throw new TypeError(`replace() argument 1 must be str, not ${typeName(part)}`)
  const cut = str(value).replaceAll(part.toString(), '')
  return value instanceof SafeString && part.toString() !== ';' ? markSafe(cut) : cut
})

/** Django: filter "escapejs". Text for a string of JavaScript. */
register.filter('escapejs', (text: string) => escapejs(text), { stringfilter: true, arg: 'none' })

/** Django: filter "iriencode". An internationalised address for a URL. */
register.filter('iriencode', (text: string) => iriToUri(text), ofTextAlone)

/** Django: filter "make_list". The characters of the text. */
register.filter('make_list', (text: string) => Array.from(text), { stringfilter: true, arg: 'none' })

/** Django: filter "phone2numeric". A phone number in digits. */
register.filter(
  'phone2numeric',
  (value: unknown) => {
    if (!isText(value)) throw new AttributeError(`'${typeName(value)}' object has no attribute 'lower'`)
    return phone2numeric(value)
  },
  { isSafe: true, arg: 'none' },
)

/** Django: filter "slugify". */
register.filter('slugify', (text: string) => slugify(text), ofTextAlone)

/** Django: filter "stringformat". A format of Python without its percent sign: `"03d"`; nothing where it does not fit. */
register.filter(
  'stringformat',
  (value: unknown, format: unknown) => {
    try {
      return percentFormat(`%${str(format)}`, isTuple(value) ? str(value) : value)
    } catch (error) {
      if (error instanceof ValueError || error instanceof TypeError) return ''
      throw error
    }
  },
  { isSafe: true },
)

/** Django: filter "truncatechars". At most so many characters, the last one being `…`. */
register.filter('truncatechars', truncated('chars', {}), ofText)

/** Django: filter "truncatechars_html". The same of HTML, whose tags do not count and are closed. */
register.filter('truncatechars_html', truncated('chars', { html: true }), ofText)

/** Django: filter "truncatewords". At most so many words, line ends becoming spaces. */
register.filter('truncatewords', truncated('words', { truncate: ' …' }), ofText)

/** Django: filter "truncatewords_html". The same of HTML, whose tags do not count and are closed. */
register.filter('truncatewords_html', truncated('words', { html: true, truncate: ' …' }), ofText)

function truncated(unit: 'chars' | 'words', options: { html?: boolean; truncate?: string }) {
  return (text: string, length: unknown): string => {
    try {
      return new Truncator(text)[unit](int(length), options)
    } catch (error) {
      if (error instanceof ValueError) return text
      throw error
    }
  }
}

/** Django: filter "urlencode". Text for a URL; the argument are the characters that stay, `/` without one. */
register.filter(
  'urlencode',
  (text: string, safe: unknown = null) => {
    if (typeof safe === 'number') throw new TypeError(`'${typeName(safe)}' object is not iterable`)
    return quote(text, safe === null ? '/' : str(safe))
  },
  { stringfilter: true },
)

/** Django: filter "wordcount". How many words. */
register.filter('wordcount', (text: string) => splitWords(text).length, { stringfilter: true, arg: 'none' })

/** Django: filter "wordwrap". Breaks lines so that they have at most so many characters. */
register.filter('wordwrap', (text: string, width: unknown) => wrap(text, Number(int(width))), ofText)
