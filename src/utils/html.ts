import { conditionalEscape, escapeText } from './escape.js'
import { DjangoJSONEncoder } from './json.js'
import { isPlainObject } from './python/kinds.js'
import { SafeString } from './python/safe-string.js'
import { SPACES } from './python/space.js'
import { str } from './python/str.js'
import { strFormat } from './python/str-format.js'
import { normalizeNewlines } from './text.js'

export { avoidWrapping } from './avoid-wrapping.js'
export { conditionalEscape, escape, escapeText, toHtml } from './escape.js'
export { type HasHtml, SafeString } from './python/safe-string.js'
export { markSafe } from './safestring.js'
export { stripTags } from './strip-tags.js'
export { smartUrlquote, type UrlizeOptions, urlize } from './urlize.js'

/**
 * HTML of a format and values, each of them escaped unless it is safe: `formatHtml('<b>{}</b> {name}', title, { name })`.
 * A plain object at the end has the values of the named fields. Throws TypeError without any value, as that would mark
 * safe what is not. Django: `format_html`.
 */
export function formatHtml(format: string, ...values: readonly unknown[]): SafeString {
  if (values.length === 0) throw new TypeError('args or kwargs must be provided.')
  const last = values.at(-1)
  const named = isPlainObject(last) ? last : {}
  const positional = named === last ? values.slice(0, -1) : values
  return new SafeString(
    strFormat(format, {
      positional: positional.map(conditionalEscape),
      named: Object.fromEntries(Object.entries(named).map(([name, value]) => [name, conditionalEscape(value)])),
    }),
  )
}

/**
 * `formatHtml` of each of a list of lists of values (or of objects with those of the named fields), with `separator`
 * (escaped unless it is safe) between them. Django: `format_html_join`.
 */
export function formatHtmlJoin(
  separator: unknown,
  format: string,
  rows: Iterable<readonly unknown[] | Readonly<Record<string, unknown>>>,
): SafeString {
  const parts = Array.from(rows, row => formatHtml(format, ...(Array.isArray(row) ? row : [row])).text)
  return new SafeString(parts.join(conditionalEscape(separator).text))
}

/** Text made safe to stand in quotes in JavaScript: `escapejs`. It is no HTML attribute yet. */
export function escapejs(value: unknown): SafeString {
  return new SafeString(str(value).replace(unsafeInScript, unicodeEscape))
}

// Controls, and what could end a string or a script.
const CONTROLS = '\\0-\\x1f'
const unsafeInScript = new RegExp(`[${CONTROLS}\\\\'"><&=\\-;\`\\u2028\\u2029]`, 'g')

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
}

/**
 * A script element that holds a value as JSON, for scripts to read: safe whatever is in the value. Dates, decimals and
 * the like are written as DjangoJSONEncoder writes them. Django: `json_script`.
 */
export function jsonScript(value: unknown, elementId: unknown = null, encoder = pythonEncoder): SafeString {
  const json = encoder.encode(value).replace(/[<>&]/g, unicodeEscape)
  const id =
    elementId === null || elementId === undefined || elementId === '' ? '' : ` id="${escapeAttribute(elementId)}"`
  return new SafeString(`<script${id} type="application/json">${json}</script>`)
}

// As Python's `json.dumps` writes it.
const pythonEncoder = new DjangoJSONEncoder({ separators: [', ', ': '], ensureAscii: true })

function escapeAttribute(value: unknown): string {
  return conditionalEscape(value).text
}

/** Text with its blank lines made paragraphs and its line ends made `<br>`. Django: `linebreaks`. */
export function linebreaks(value: unknown, autoescape = false): string {
  const paragraphs = normalizeNewlines(value).split(/\n{2,}/)
  const shown = autoescape ? paragraphs.map(escapeText) : paragraphs
  return shown.map(paragraph => `<p>${paragraph.replaceAll('\n', '<br>')}</p>`).join('\n\n')
}

/** HTML without the white space between its tags. Django: `strip_spaces_between_tags`, the tag "spaceless". */
export function stripSpacesBetweenTags(value: unknown): string {
  return str(value).replace(betweenTags, '><')
}

const betweenTags = new RegExp(`>[${SPACES}]+<`, 'g')
