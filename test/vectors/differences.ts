import type { Input } from './family.js'

/** A decision of ours to be other than Django, as a rule over what goes in. */
export interface Difference {
  readonly id: string
  readonly family: string
  /** Other families that such cases turn up in. */
  readonly alsoIn?: readonly string[]
  /** Its line in the README's table of differences, column by column (Markdown); a test holds the two together. */
  readonly row: readonly [here: string, django: string, why: string]
  /** Whether a case is of the kind the rule speaks of: seen from its `in` and its triage tags alone. */
  covers(input: Input, tags: readonly string[]): boolean
}

export const differences: readonly Difference[] = [
  {
    id: 'handler500-that-fails',
    family: 'middleware',
    row: [
      'a `handler500` that throws is answered with the plainest 500 page',
      'the exception reaches the server',
      'there is no server behind this one to have a page',
    ],
    covers: ({ handler_fails }) => handler_fails === 500,
  },
  {
    id: 'repeated-parameter',
    family: 'urls',
    row: [
      'a route that names a parameter twice is refused where it is written',
      'when it is first used',
      'the sooner the better',
    ],
    covers: ({ op, pattern }) => op === 'build' && namesParameterTwice((pattern as { path?: string }).path ?? ''),
  },
  {
    id: 'control-characters-in-cookies',
    family: 'cookies',
    row: [
      'control characters in an attribute of a cookie: `CookieError`',
      'sent as they are',
      'a line end would start another header; newer Pythons refuse them too',
    ],
    covers: input =>
      stepsOf(input).some(([name, positional, attributes]) => {
        const others = Array.isArray(positional) ? positional.slice(2) : null
        return /cookie$/.test(name) && hasText([others, attributes], /\p{Cc}/u)
      }),
  },
  {
    id: 'one-number-type',
    family: 'cookies',
    row: ['`1.0` in signed data is `1`', '`1.0`', 'JavaScript has one type of number'],
    covers: ({ object }) => hasTag(object, '$float', /^-?\d+(\.0$|(\.\d+)?e\+?(1[6-9]|20)$)/),
  },
  {
    id: 'null-in-headers',
    family: 'response',
    alsoIn: ['httputils'],
    row: ['null characters in headers: `BadHeaderError`', 'sent as they are', 'no server sends them'],
    covers: input => hasText(headerTexts(input), /\0/),
  },
  {
    id: 'line-separators-in-headers',
    family: 'response',
    alsoIn: ['httputils'],
    row: [
      'a header beyond Latin-1 is one encoded word',
      'broken into several lines at line separators',
      'a line end would start another header',
    ],
    covers: input => hasText(headerTexts(input), lineSeparator),
  },
  {
    id: 'control-characters-in-reason-phrases',
    family: 'response',
    row: [
      'control characters in a reason phrase: `BadHeaderError`',
      'sent as they are',
      'a line end would start a header',
    ],
    covers: ({ kwargs }) => hasText((kwargs as { reason?: unknown } | undefined)?.reason, /\p{Cc}/u),
  },
  {
    id: 'text-after-write',
    family: 'response',
    row: [
      '`response.text` is what `content` is',
      'what it was when it was first read',
      'a cache that is wrong after `write()` helps nobody',
    ],
    covers: input => {
      const names = stepsOf(input).map(([name, attribute]) => (name === 'get_attr' ? attribute : name))
      return names.includes('text') && names.lastIndexOf('write') > names.indexOf('text')
    },
  },
  {
    id: 'nan-in-json',
    family: 'response',
    row: ['NaN and the infinities in JSON are `null`', '`NaN`, `Infinity`', 'JSON has none, and no browser reads them'],
    covers: ({ class: name, args }) => name === 'JsonResponse' && hasTag(args, '$float', /^(nan|-?inf)$/),
  },
  {
    id: 'request-without-scheme',
    family: 'request',
    row: [
      'a request has a scheme: `http`, unless told otherwise',
      '`None` where a WSGI server says none',
      'every server says one',
    ],
    covers: ({ environ }) => environ !== undefined && !('wsgi.url_scheme' in (environ as object)),
  },
  {
    id: 'charset-of-no-text',
    family: 'request',
    row: [
      'a charset in a Content-Type that no text can be in is passed over',
      'an error, or a codec of another kind (`base64`)',
      'what a client sends must not break the view',
    ],
    covers: ({ environ }) => /charset="?(base64|hex|[^"]*\0)/.test((environ as Environ)?.CONTENT_TYPE ?? ''),
  },
  {
    id: 'urlencode-multivaluedict',
    family: 'httputils',
    row: [
      '`urlencode()` of a MultiValueDict has all values, also without `doseq`',
      'the Python list as text',
      "`['1', '2']` in an address is no use",
    ],
    covers: ({ fn, args }) => fn === 'urlencode' && (hasTag(args, '$querydict') || hasTag(args, '$multivaluedict')),
  },
  {
    id: 'lazy-text-is-text',
    family: 'httputils',
    row: [
      'an object with a `toString` is one value to `urlencode(…, true)`',
      'a lazy string is taken apart into characters',
      'it stands for its text',
    ],
    covers: ({ fn, args }) => fn === 'urlencode' && hasTag(args, '$lazy'),
  },
  {
    id: 'newline-after-filename',
    family: 'httputils',
    alsoIn: ['response'],
    row: [
      'a newline at the end of a file name is percent-encoded in Content-Disposition',
      'let through, and the header refused',
      'the file can be sent',
    ],
    covers: ({ fn, args, class: name, kwargs }) =>
      (fn === 'content_disposition_header' && hasText(args, /\n$/)) ||
      (name === 'FileResponse' && (hasTextUnder(args, 'name', /\n$/) || hasTextUnder(kwargs, 'filename', /\n$/))),
  },
  {
    id: 'names-of-offsets',
    family: 'dateformat',
    row: [
      'a time zone that is an offset is called `UTC-03:30`',
      '`-0330` if `get_fixed_timezone()` made it',
      'a datetime with an offset of its own has no name to show',
    ],
    covers: ({ args }) => hasTag(args, 'tzname', /^[+-]\d{4}$/),
  },
  {
    id: 'names-of-offsets-in-templates',
    family: 'filters-django',
    row: [
      'a time zone that is an offset is called `UTC-03:30`',
      '`-0330` if `get_fixed_timezone()` made it',
      'a datetime with an offset of its own has no name to show',
    ],
    covers: ({ context }) => hasTag(context, 'tzname', /^[+-]\d{4}$/),
  },
  {
    id: 'template-partials',
    family: 'errors',
    row: ['`{% partialdef %}` and `{% partial %}`, as in Django 6', 'from Django 6 on', 'they are of use now'],
    covers: ({ source }) => /{% partial(def)? /.test(String(source)),
  },
  {
    id: 'querystring-of-a-dictionary',
    family: 'tags-misc',
    row: [
      '`{% querystring %}` takes any dictionary',
      'a QueryDict only; any mapping from Django 6 on',
      'there is no reason to refuse one',
    ],
    covers: ({ source, context }) => {
      const name = /{% querystring (\w+)[ %]/.exec(String(source))?.[1]
      const value = (context as Record<string, unknown> | undefined)?.[name ?? '']
      return typeof value === 'object' && value !== null && !Object.keys(value).some(key => key.startsWith('$'))
    },
  },
  {
    id: 'null-and-false-in-cache-control',
    family: 'decorators',
    row: [
      '`null` and `false` in Cache-Control are these words',
      '`None`, `False`',
      'neither means anything to a cache, and ours are the ones that show what was passed',
    ],
    covers: ({ decorators }) =>
      (decorators as readonly { kwargs?: object }[]).some(({ kwargs }) =>
        Object.values(kwargs ?? {}).some(value => value === null || value === false),
      ),
  },
]

type Environ = { readonly CONTENT_TYPE?: string } | undefined
type Step = readonly [name: string, ...args: unknown[]]

function stepsOf({ ops }: Input): readonly Step[] {
  return (ops ?? []) as Step[]
}

function isHeaderStep(name: string): boolean {
  return name === 'set_header' || name === 'headers_set'
}

/** Whatever becomes a header of a response. */
function headerTexts(input: Input): unknown[] {
  const { class: name, fn, args, kwargs, response } = input as HeaderInput
  const set = stepsOf(input).flatMap(([name, ...args]) => (isHeaderStep(name) ? args : []))
  const named = name === 'HttpResponseNotAllowed' || fn?.startsWith('patch_') ? args : null
  return [...set, named, kwargs?.headers, kwargs?.content_type, kwargs?.charset, response && headerTexts(response)]
}

interface HeaderInput extends Input {
  readonly class?: string
  readonly fn?: string
  readonly kwargs?: Readonly<Record<string, unknown>>
  readonly response?: Input | null
}

// Those of Python's `splitlines`, but for CR and LF, which are refused on both sides.
const lineSeparator = new RegExp(`[${'\v\f\x1c\x1d\x1e\x85\u2028\u2029'}]`)

/** Whether some text in `value`, however deep, is like `pattern`. */
function hasText(value: unknown, pattern: RegExp): boolean {
  if (typeof value === 'string') return pattern.test(value)
  return typeof value === 'object' && value !== null && Object.values(value).some(member => hasText(member, pattern))
}

/** Whether a text of that name in `value`, however deep, is like `pattern`. */
function hasTextUnder(value: unknown, name: string, pattern: RegExp): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(
    ([key, member]) => (key === name && hasText(member, pattern)) || hasTextUnder(member, name, pattern),
  )
}

/** Whether a tagged value of this kind is in `value`, its text like `pattern`. */
function hasTag(value: unknown, tag: string, pattern = /^/): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(
    ([name, member]) => (name === tag && pattern.test(String(member))) || hasTag(member, tag, pattern),
  )
}

function namesParameterTwice(route: string): boolean {
  const names = Array.from(route.matchAll(/<(?:[^>:]+:)?([^>]+)>/g), match => match[1])
  return new Set(names).size < names.length
}
