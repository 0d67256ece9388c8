import type { Context } from '../template/context.js'

/** The contexts of all templates that a page was made of, as one. Django: `django.test.utils.ContextList`. */
export class ContextList extends Array<Context> {
  /** The value of a variable in the first context that has it; `undefined`, or the second argument, when none has. */
  get(key: string, otherwise?: unknown): unknown {
    return this.find(context => context.has(key))?.get(key) ?? otherwise
  }

  has(key: string): boolean {
    return this.some(context => context.has(key))
  }

  /** The names of all variables. */
  variables(): Set<string> {
    return new Set(this.flatMap(context => Object.keys(context.flatten())))
  }
}
