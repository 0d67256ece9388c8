import { defineFilter, type Filter, type FilterFlags, type FilterFunction } from './filter.js'
import type { TagFunction, TagLibrary } from './parser.js'
import {
  type InclusionTemplate,
  inclusionTag,
  type SimpleBlockTagOptions,
  type SimpleTagFunction,
  type SimpleTagOptions,
  simpleBlockTag,
  simpleTag,
} from './simple-tags.js'

/**
 * Tags and filters that belong together: what `{% load %}` loads. Django: "How to create custom template tags and
 * filters".
 *
 * ```ts
 * export const register = new Library()
 * register.filter('cut', (value: string, arg: unknown) => value.replaceAll(String(arg), ''), { stringfilter: true })
 * register.tag('upper', (parser, token) => new UpperNode(parser.parse(['endupper'])))
 * ```
 */
export class Library implements TagLibrary {
  /** The filters, by name. */
  readonly filters = new Map<string, Filter>()
  /** What compiles the tags, by name. */
  readonly tags = new Map<string, TagFunction>()

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

  /** Registers the function that compiles a tag, and returns it. Django: "Writing the compilation function". */
  tag<F extends TagFunction>(name: string, compile: F): F {
    this.tags.set(name, compile)
    return compile
  }

  /**
   * Registers a tag that writes what a function returns, or puts it into a variable (`{% greet "Ann" as text %}`).
   *
   * ```ts
   * register.simpleTag('greet', { params: ['name', 'greeting="hello"'], takesContext: true },
   *   (context: Context, name: string, { greeting }: { greeting: string }) => `${greeting} ${name}`)
   * ```
   *
   * Parameters without a default come one after the other; the others are in one object behind them. What is returned
   * is escaped unless it is safe. Django: "Simple tags".
   */
  simpleTag<F extends SimpleTagFunction>(name: string, fn: F): F
  simpleTag<F extends SimpleTagFunction>(name: string, options: SimpleTagOptions, fn: F): F
  simpleTag(name: string, ...rest: [SimpleTagFunction] | [SimpleTagOptions, SimpleTagFunction]): SimpleTagFunction {
    const [options, fn] = rest.length === 1 ? [{}, ...rest] : rest
    this.tag(name, simpleTag(name, fn, options))
    return fn
  }

  /**
   * Registers a tag that encloses something, which comes to the function as safe text, behind the context and in front
   * of the parameters. Django: "Simple block tags".
   */
  simpleBlockTag<F extends SimpleTagFunction>(name: string, fn: F): F
  simpleBlockTag<F extends SimpleTagFunction>(name: string, options: SimpleBlockTagOptions, fn: F): F
  simpleBlockTag(
    name: string,
    ...rest: [SimpleTagFunction] | [SimpleBlockTagOptions, SimpleTagFunction]
  ): SimpleTagFunction {
    const [options, fn] = rest.length === 1 ? [{}, ...rest] : rest
    this.tag(name, simpleBlockTag(name, fn, options))
    return fn
  }

  /**
   * Registers a tag that renders a template with the values that a function returns. Parameters as in `simpleTag`.
   * Django: "Inclusion tags".
   */
  inclusionTag<F extends SimpleTagFunction>(template: InclusionTemplate, name: string, fn: F): F
  inclusionTag<F extends SimpleTagFunction>(
    template: InclusionTemplate,
    name: string,
    options: SimpleTagOptions,
    fn: F,
  ): F
  inclusionTag(
    template: InclusionTemplate,
    name: string,
    ...rest: [SimpleTagFunction] | [SimpleTagOptions, SimpleTagFunction]
  ): SimpleTagFunction {
    const [options, fn] = rest.length === 1 ? [{}, ...rest] : rest
    this.tag(name, inclusionTag(template, name, fn, options))
    return fn
  }
}
