/**
 * What a template filter is: takes the value left of the bar and gives what stands in its place. Django: "Writing
 * custom template filters".
 *
 * - `value`: whatever the variable held; never `undefined`. With the flag `stringfilter` always a plain string. Without
 *   it text may arrive as a `SafeString`, which is how a literal in a template and the result of `safe` come.
 * - `arg`: what follows the colon, `undefined` without one. A literal with none of `& < > " '` in it is a plain
 *   string; one with them is a `SafeString`, since the author of a template may write markup. A variable is what it is.
 * - `options`: given to filters with `needsAutoescape`, and only to them.
 */
export type FilterFunction = (value: never, arg: never, options: FilterOptions) => unknown

/** What a filter with `needsAutoescape` is told. */
export interface FilterOptions {
  /** Whether the template escapes at this place. */
  readonly autoescape: boolean
  /** Whether the value was marked safe; what `isinstance(value, SafeData)` says in Django, also under `stringfilter`. */
  readonly safeInput: boolean
}

/** How a filter wants to be called. Django: "Filters and auto-escaping", "Filters and time zones". */
export interface FilterFlags {
  /** The filter adds no characters that need escaping: safe text stays safe. Default: false. */
  readonly isSafe?: boolean
  /** The filter makes markup of text and escapes by itself where `options.autoescape` says so. Default: false. */
  readonly needsAutoescape?: boolean
  /** Aware datetimes are converted to the current time zone first. Default: false. */
  readonly expectsLocaltime?: boolean
  /** The value is made a plain string first, as `{{ value }}` would print it. Default: false. */
  readonly stringfilter?: boolean
  /** A literal argument arrives as a `SafeString` whatever is in it: for filters that pass it on. Default: false. */
  readonly safeLiteral?: boolean
  /**
   * Whether there must, may or must not be an argument. Default: `required` when the function names two parameters
   * without a default value, else `optional`. (JavaScript cannot see that a parameter `arg?` may be left out: write
   * `arg = …` or say it here.)
   */
  readonly arg?: 'required' | 'optional' | 'none'
}

/** A registered filter. */
export interface Filter {
  readonly name: string
  readonly fn: (value: unknown, arg?: unknown, options?: FilterOptions) => unknown
  readonly isSafe: boolean
  readonly needsAutoescape: boolean
  readonly expectsLocaltime: boolean
  readonly stringfilter: boolean
  readonly safeLiteral: boolean
  readonly arg: 'required' | 'optional' | 'none'
}

/** A filter of a function and what is said about it. */
export function defineFilter(name: string, fn: FilterFunction, flags: FilterFlags = {}): Filter {
  return {
    name,
    // From here on the function is called with whatever a template holds.
    fn: fn as Filter['fn'],
    isSafe: flags.isSafe ?? false,
    needsAutoescape: flags.needsAutoescape ?? false,
    expectsLocaltime: flags.expectsLocaltime ?? false,
    stringfilter: flags.stringfilter ?? false,
    safeLiteral: flags.safeLiteral ?? false,
    arg: flags.arg ?? (fn.length >= 2 ? 'required' : 'optional'),
  }
}
