import { repr } from '../utils/repr.js'

/** Positional arguments as Python prints a tuple: `('a',)`. */
export function reprArgs(args: readonly unknown[]): string {
  return args.length === 1 ? `(${repr(args[0])},)` : `(${args.map(repr).join(', ')})`
}

/** Keyword arguments as Python prints a dict: `{'year': 2015}`. */
export function reprKwargs(kwargs: object): string {
  const items = Object.entries(kwargs).map(([name, value]) => `${repr(name)}: ${repr(value)}`)
  return `{${items.join(', ')}}`
}
