import {
  conditionalEscape,
  escape as escapeHtml,
  escapeText,
  jsonScript,
  linebreaks,
  stripTags,
  urlize,
} from '../../utils/html.js'
import { int } from '../../utils/python/convert.js'
import { iterate, str } from '../../utils/python.js'
import { markSafe, SafeString } from '../../utils/safestring.js'
import { normalizeNewlines } from '../../utils/text.js'
import type { FilterOptions } from '../filter.js'
import { Library } from '../library.js'

/**
 * What makes HTML of text, and text of HTML. Django: "Built-in template tags and filters", "Built-in filter reference".
 */
export const register = new Library()

const ofText = { isSafe: true, stringfilter: true } as const
/** Without an argument. */
const ofTextAlone = { ...ofText, arg: 'none' } as const
const toHtml = { isSafe: true, stringfilter: true, needsAutoescape: true } as const

function escapes({ autoescape, safeInput }: FilterOptions): boolean {
  return autoescape && !safeInput
}

/** Django: filter "escape". Escapes what is not safe, once. */
register.filter('escape', (value: unknown) => (value instanceof SafeString ? value : escapeHtml(str(value))), {
  isSafe: true,
  arg: 'none',
})

/** Django: filter "force_escape". Escapes at once, also what is safe. */
register.filter('force_escape', (text: string) => escapeHtml(text), ofTextAlone)

/** Django: filter "escapeseq". Each member of a list escaped. */
register.filter('escapeseq', (value: unknown) => Array.from(iterate(value), conditionalEscape), {
  isSafe: true,
  arg: 'none',
})

/** Django: filter "safe". Says that the text may stand in HTML as it is. */
register.filter('safe', (text: string) => markSafe(text), ofTextAlone)

/** Django: filter "safeseq". Each member of a list, as text, marked safe. */
register.filter('safeseq', (value: unknown) => Array.from(iterate(value), markSafe), { isSafe: true, arg: 'none' })

/** Django: filter "linebreaks". Paragraphs and `<br>`. */
register.filter(
  'linebreaks',
  (text: string, _arg: undefined, options: FilterOptions) => markSafe(linebreaks(text, escapes(options))),
  { ...toHtml, arg: 'none' },
)

/** Django: filter "linebreaksbr". `<br>` for each line end. */
register.filter(
  'linebreaksbr',
  (text: string, _arg: undefined, options: FilterOptions) => {
    const lines = normalizeNewlines(text)
    return markSafe((escapes(options) ? escapeText(lines) : lines).replaceAll('\n', '<br>'))
  },
  { ...toHtml, arg: 'none' },
)

/** Django: filter "linenumbers". Each line with its number. */
register.filter(
  'linenumbers',
  (text: string, _arg: undefined, options: FilterOptions) => {
    const lines = (escapes(options) ? escapeText(text) : text).split('\n')
    const width = String(lines.length).length
    return markSafe(lines.map((line, i) => `${String(i + 1).padStart(width, '0')}. ${line}`).join('\n'))
  },
  { ...toHtml, arg: 'none' },
)

/** Django: filter "striptags". Text without its tags. */
register.filter('striptags', (text: string) => stripTags(text), ofTextAlone)

/** Django: filter "urlize". Addresses become links. */
register.filter(
  'urlize',
  (text: string, _arg: undefined, options: FilterOptions) => markSafe(urlize(text, { nofollow: true, ...options })),
  { ...toHtml, arg: 'none' },
)

/** Django: filter "urlizetrunc". Addresses become links, whose texts have at most so many characters. */
register.filter(
  'urlizetrunc',
  (text: string, limit: unknown, options: FilterOptions) =>
    markSafe(urlize(text, { nofollow: true, trimUrlLimit: Number(int(limit)), ...options })),
  { ...toHtml, arg: 'required' },
)

/** Django: filter "json_script". A script element with the value as JSON; the argument is its id. */
register.filter('json_script', (value: unknown, id: unknown = null) => jsonScript(value, id), { isSafe: true })
