import { defineFilter, type Filter, type FilterFlags, type FilterFunction } from './filter.js'

/**
 * Tags and filters that belong together: what `{% load %}` loads. Django: "How to create custom template tags and
 * filters".
 *
 * ```ts
 * export const register = new Library()
 * register.filter('cut', (value: string, arg: unknown) => value.replaceAll(String(arg), ''), { stringfilter: true })
 * ```
 */
export class Library {
  /** The filters, by name. */
  readonly filters = new Map<string, Filter>()

  /**
   * Registers a filter and returns its function. A name that is there already is replaced.
   *
   * `fn` is called with the value, what follows the colon (`undefined` without one), and, with `needsAutoescape`, a
   * third argument `{ autoescape, safeInput }`; see FilterFunction for what exactly arrives.
   */
  filter<F extends FilterFunction>(name: string, fn: F, flags?: FilterFlags): F {
    this.filters.set(name, defineFilter(name, fn, flags))
    return fn
  }
}
