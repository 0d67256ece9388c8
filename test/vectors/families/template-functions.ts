import * as dateformat from '../../../src/utils/dateformat.js'
import * as formats from '../../../src/utils/formats.js'
import * as html from '../../../src/utils/html.js'
import * as numberformat from '../../../src/utils/numberformat.js'
import * as text from '../../../src/utils/text.js'
import * as timesince from '../../../src/utils/timesince.js'

/** A function of `django.utils`, with its arguments by place and by name. */
type Mapped = (args: unknown[], kwargs: Kwargs) => unknown
type Kwargs = Readonly<Record<string, unknown>>
type Callable = (...args: unknown[]) => unknown

/** What `fn` names, by its name in Django (FORMAT-template, "Function"). */
export const functions: Readonly<Record<string, Mapped>> = {
  'dateformat.format': byPlace(dateformat.dateFormat),
  'dateformat.time_format': byPlace(dateformat.timeFormat),
  'formats.date_format': byPlace(formats.dateFormat),
  'formats.time_format': byPlace(formats.timeFormat),
  'formats.localize': byPlace(formats.localize),
  'formats.localize_input': byPlace(formats.localizeInput),
  'formats.number_format': withOptions(formats.numberFormat, 1, ['decimal_pos']),
  'html.avoid_wrapping': byPlace(html.avoidWrapping),
  'html.conditional_escape': byPlace(html.conditionalEscape),
  'html.escape': byPlace(html.escape),
  'html.escapejs': byPlace(html.escapejs),
  'html.format_html': (args, kwargs) =>
    call(html.formatHtml, Object.keys(kwargs).length > 0 ? [...args, kwargs] : args),
  'html.format_html_join': byPlace(html.formatHtmlJoin),
  'html.json_script': byPlace(html.jsonScript),
  'html.linebreaks': byPlace(html.linebreaks),
  'html.smart_urlquote': byPlace(html.smartUrlquote),
  'html.strip_spaces_between_tags': byPlace(html.stripSpacesBetweenTags),
  'html.strip_tags': byPlace(html.stripTags),
  'html.urlize': withOptions(html.urlize, 1),
  'numberformat.format': withOptions(numberformat.format, 2, ['decimal_pos']),
  'text.camel_case_to_spaces': byPlace(text.camelCaseToSpaces),
  'text.capfirst': byPlace(text.capfirst),
  'text.get_text_list': byPlace(text.getTextList),
  'text.get_valid_filename': byPlace(text.getValidFilename),
  'text.normalize_newlines': byPlace(text.normalizeNewlines),
  'text.phone2numeric': byPlace(text.phone2numeric),
  'text.slugify': withOptions(text.slugify, 1),
  'text.smart_split': ([value]) => Array.from(text.smartSplit(value as string)),
  'text.unescape_string_literal': byPlace(text.unescapeStringLiteral),
  'text.wrap': byPlace(text.wrap),
  'timesince.timesince': withOptions(timesince.timesince, 2),
  'timesince.timeuntil': withOptions(timesince.timeuntil, 2),
  'Truncator.chars': ([value, ...args], kwargs) =>
    truncate((...given) => new text.Truncator(value).chars(...(given as [unknown])), args, kwargs),
  'Truncator.words': ([value, ...args], kwargs) =>
    truncate((...given) => new text.Truncator(value).words(...(given as [unknown])), args, kwargs),
}

/** All arguments by place, as in Django. */
function byPlace(fn: (...args: never[]) => unknown): Mapped {
  return args => call(fn, args)
}

/** The first `count` arguments by place; those behind them, and those by name, in one object. */
function withOptions(fn: (...args: never[]) => unknown, count: number, others: readonly string[] = []): Mapped {
  return (args, kwargs) => {
    const named = Object.fromEntries(
      others.slice(0, Math.max(0, args.length - count)).map((name, i) => [name, args[count + i]]),
    )
    const places = Array.from({ length: count }, (_, i) => args[i])
    return call(fn, [...places, camelCased({ ...named, ...kwargs })])
  }
}

function truncate(fn: Callable, args: readonly unknown[], kwargs: Kwargs): unknown {
  return withOptions(fn, 1, ['truncate'])([...args], kwargs)
}

function call(fn: (...args: never[]) => unknown, args: readonly unknown[]): unknown {
  return (fn as Callable)(...args)
}

function camelCased(kwargs: Kwargs): Kwargs {
  return Object.fromEntries(
    Object.entries(kwargs).map(([name, value]) => [name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase()), value]),
  )
}
