import type { Input } from './family.js'

/** A decision of ours to be other than Django, as a rule over what goes in. */
export interface Difference {
  /** The id of its line in the README's table of differences. */
  readonly id: string
  readonly family: string
  /** One sentence: why. */
  readonly reason: string
  /** Whether a case is of the kind the rule speaks of: seen from its `in` and its triage tags alone. */
  covers(input: Input, tags: readonly string[]): boolean
}

export const differences: readonly Difference[] = [
  {
    id: 'handler500-that-fails',
    family: 'middleware',
    reason:
      'A handler500 that fails itself is answered with the plainest 500 page; in Django the exception reaches the server, whose page it is.',
    covers: ({ handler_fails }) => handler_fails === 500,
  },
  {
    id: 'repeated-parameter',
    family: 'urls',
    reason:
      'A route that names a parameter twice is refused where it is written; Django says so when the route is first used.',
    covers: ({ op, pattern }) => op === 'build' && namesParameterTwice((pattern as { path?: string }).path ?? ''),
  },
  {
    id: 'control-characters-in-cookies',
    family: 'cookies',
    reason:
      'A line end in an attribute of a cookie would start another header, so it is refused (CookieError); newer Pythons do so too.',
    covers: input =>
      stepsOf(input).some(([name, , attributes]) => /cookie$/.test(name) && hasText(attributes, /\p{Cc}/u)),
  },
  {
    id: 'one-number-type',
    family: 'cookies',
    reason: 'JavaScript has one type of number: 1.0 is 1, also in what is signed.',
    covers: ({ object }) => hasTag(object, '$float', /^-?\d+\.0$/),
  },
  {
    id: 'null-in-headers',
    family: 'response',
    reason: 'No server sends a header with a null character in it, so it is refused where it is set.',
    covers: input => stepsOf(input).some(([name, ...args]) => isHeaderStep(name) && hasText(args, /\0/)),
  },
  {
    id: 'line-separators-in-headers',
    family: 'response',
    reason:
      'A header beyond Latin-1 is one encoded word; Django, by way of `email.header`, breaks it at line separators and sends line ends.',
    covers: input => stepsOf(input).some(([name, , value]) => isHeaderStep(name) && hasLineSeparator(value)),
  },
  {
    id: 'control-characters-in-reason-phrases',
    family: 'response',
    reason: 'A line end in the reason phrase would start a header, so it is refused (BadHeaderError).',
    covers: ({ kwargs }) => hasText((kwargs as { reason?: unknown } | undefined)?.reason, /\p{Cc}/u),
  },
  {
    id: 'text-after-write',
    family: 'response',
    reason: '`text` is what `content` is at that moment; in Django it stays what it was when it was first read.',
    covers: input => {
      const names = stepsOf(input).map(([name, attribute]) => (name === 'get_attr' ? attribute : name))
      return names.includes('text') && names.lastIndexOf('write') > names.indexOf('text')
    },
  },
  {
    id: 'nan-in-json',
    family: 'response',
    reason:
      'JSON has no NaN and no infinities: they are null, as `JSON.stringify` has it; no browser reads what Python writes.',
    covers: ({ class: name, args }) => name === 'JsonResponse' && hasTag(args, '$float', /^(nan|-?inf)$/),
  },
  {
    id: 'request-without-scheme',
    family: 'request',
    reason: 'A request has a scheme, `http` unless told otherwise; a WSGI environ without one comes from no server.',
    covers: ({ environ }) => environ !== undefined && !('wsgi.url_scheme' in (environ as object)),
  },
  {
    id: 'charset-of-no-text',
    family: 'request',
    reason:
      'A charset in the Content-Type that no text can be in is passed over; Python takes a name with a null character for an error, and `base64` for a codec.',
    covers: ({ environ }) => /charset="?(base64|hex|[^"]*\0)/.test((environ as Environ)?.CONTENT_TYPE ?? ''),
  },
  {
    id: 'urlencode-multivaluedict',
    family: 'httputils',
    reason:
      'The values of a MultiValueDict are all in the query string, also without `doseq`; Django sends the Python list as text.',
    covers: ({ fn, args }) => fn === 'urlencode' && (hasTag(args, '$querydict') || hasTag(args, '$multivaluedict')),
  },
  {
    id: 'lazy-text-is-text',
    family: 'httputils',
    reason:
      'An object with a `toString` is one value to `urlencode`; Django takes a lazy string apart into characters.',
    covers: ({ fn, args }) => fn === 'urlencode' && hasTag(args, '$lazy'),
  },
  {
    id: 'newline-after-filename',
    family: 'httputils',
    reason:
      'A file name that ends in a newline is percent-encoded in Content-Disposition; Django lets it through, and the header is refused.',
    covers: ({ fn, args }) => fn === 'content_disposition_header' && hasText(args, /\n$/),
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

// Those of Python's `splitlines`, but for CR and LF, which are refused on both sides.
function hasLineSeparator(value: unknown): boolean {
  return (
    typeof value === 'string' && [...'\v\f\x1c\x1d\x1e\x85\u2028\u2029'].some(separator => value.includes(separator))
  )
}

/** Whether some text in `value`, however deep, is like `pattern`. */
function hasText(value: unknown, pattern: RegExp): boolean {
  if (typeof value === 'string') return pattern.test(value)
  return typeof value === 'object' && value !== null && Object.values(value).some(member => hasText(member, pattern))
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
