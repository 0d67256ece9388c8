import { ImproperlyConfigured } from '../conf/exceptions.js'

/**
 * How one kind of parameter is found in a path, made a value, and made text again.
 *
 * Django: "Registering custom path converters".
 */
export interface Converter<Value = unknown> {
  /** What the text must look like, in Python's syntax. */
  readonly regex: string
  /** Makes the value that the view gets. Throwing `ValueError` means "this route does not match". */
  toValue(text: string): Value
  /** Makes the text that goes into a URL. Throwing `ValueError` means "this route cannot be reversed with that". */
  toUrl(value: Value): string
}

/**
 * The converters that a route may name, with the type of value that each gives.
 * A custom one is added by merging: `declare module 'tiny-django/urls' { interface Converters { yyyy: number } }`.
 */
export interface Converters {
  int: number
  path: string
  slug: string
  str: string
  uuid: string
}

/** Any converter, whatever its values are. */
export interface AnyConverter {
  readonly regex: string
  toValue(text: string): unknown
  toUrl(value: never): string
}

/** A converter's way to say "no match". Any other error goes through to the caller. */
export class ValueError extends Error {
  override readonly name = 'ValueError'
}

/**
 * Makes `<name:parameter>` usable in routes that are written afterwards. Its type is declared once by merging into
 * `Converters`.
 */
export function registerConverter<Name extends keyof Converters>(
  name: Name,
  converter: Converter<Converters[Name]>,
): void {
  if (Object.hasOwn(builtIn, name)) throw new ImproperlyConfigured(`Converter '${name}' is already registered.`)
  for (const member of ['regex', 'toValue', 'toUrl'] as const) {
    if (converter?.[member] === undefined) {
      throw new ImproperlyConfigured(`Converter '${name}' must define '${member}'.`)
    }
  }
  converters.set(name, converter)
}

/** The converter of that name, if there is one. */
export function getConverter(name: string): AnyConverter | undefined {
  return converters.get(name)
}

export function converterNames(): Iterable<string> {
  return converters.keys()
}

/** Whether it is one of Django's five. */
export function isBuiltIn(converter: AnyConverter): boolean {
  return builtInSet.has(converter)
}

/** Whether what this converter accepts never goes beyond a slash, however its route goes on. */
export function fillsSegment(converter: AnyConverter): boolean {
  return isBuiltIn(converter) && converter !== builtIn.path
}

const text = { toValue: (value: string) => value, toUrl: (value: string) => value }

// By name and not `keyof Converters`, which grows with what users merge in.
type BuiltIn = 'int' | 'path' | 'slug' | 'str' | 'uuid'

const builtIn: { readonly [Name in BuiltIn]: Converter<Converters[Name]> } = {
  int: { regex: '[0-9]+', toValue: toInteger, toUrl: value => String(value) },
  path: { regex: '.+', ...text },
  slug: { regex: '[-a-zA-Z0-9_]+', ...text },
  str: { regex: '[^/]+', ...text },
  uuid: { regex: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', ...text },
}

// Digits beyond 2^53 become a bigint: a number would silently be another one, and a wrong id is worse than a wrong type.
function toInteger(digits: string): number {
  const value = Number(digits)
  return Number.isSafeInteger(value) ? value : (BigInt(digits) as unknown as number)
}

const builtInSet = new Set<AnyConverter>(Object.values(builtIn))
const converters = new Map<string, AnyConverter>(Object.entries(builtIn))
