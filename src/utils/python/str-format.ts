import { repr } from '../repr.js'
import { IndexError, KeyError, ValueError } from './errors.js'
import { characterCount } from './sequence.js'
import { str } from './str.js'

/** What a format is filled with: by place, and by name. */
export interface FormatArguments {
  readonly positional: readonly unknown[]
  readonly named: Readonly<Record<string, unknown>>
}

/**
 * Python's `str.format()` with text: `{}`, `{0}`, `{name}`, conversions (`{!r}`) and what is said about width and
 * alignment (`{:>10}`). Throws IndexError for a place that is not given, KeyError for a name.
 */
export function strFormat(format: string, args: FormatArguments): string {
  let next = 0
  return format.replace(field, (whole, name?: string, conversion?: string, spec?: string) => {
    if (whole === '{{' || whole === '}}') return whole[0]!
    if (name === undefined) throw new ValueError(`Single '${whole}' encountered in format string`)
    const value = lookUp(name === '' ? String(next++) : name, args)
    return aligned(conversion === 'r' ? repr(value) : str(value), spec ?? '')
  })
}

const field = /\{\{|\}\}|\{([^{}!:]*)(?:!([rsa]))?(?::([^{}]*))?\}|[{}]/g

function lookUp(name: string, { positional, named }: FormatArguments): unknown {
  if (/^\d+$/.test(name)) {
    if (Number(name) < positional.length) return positional[Number(name)]
    throw new IndexError(`Replacement index ${Number(name)} out of range for positional args tuple`)
  }
  if (Object.hasOwn(named, name)) return named[name]
  throw new KeyError(repr(name))
}

function aligned(text: string, spec: string): string {
  const [, fill = ' ', align = '<', width = '0', precision] =
    /^(?:(.)?([<>^]))?(\d+)?(?:\.(\d+))?s?$/u.exec(spec) ?? invalid(spec)
  const shown = precision === undefined ? text : Array.from(text).slice(0, Number(precision)).join('')
  const missing = Number(width) - characterCount(shown)
  if (missing <= 0) return shown
  const before = align === '<' ? 0 : align === '>' ? missing : Math.floor(missing / 2)
  return fill.repeat(before) + shown + fill.repeat(missing - before)
}

function invalid(spec: string): never {
  throw new ValueError(`Invalid format specifier '${spec}' for object of type 'str'`)
}
