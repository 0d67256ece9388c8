import type { ArgumentSpec, OptionSpec } from './types.js'

/** One argument or option, after its flag was read. */
export interface Parameter {
  /** As it was written: `-l, --limit <n>`. */
  readonly flag: string
  /** In camelCase: the name of its value. */
  readonly name: string
  readonly isVariadic: boolean
  /** `none`: given or not. */
  readonly value: 'required' | 'optional' | 'none'
  readonly isNegated: boolean
  readonly spec: OptionSpec
}

const argument = /^(?:<([a-zA-Z][\w-]*)(\.\.\.)?>|\[([a-zA-Z][\w-]*)(\.\.\.)?\])$/
const option = /^(?:-[a-zA-Z0-9], )?--([a-zA-Z][\w-]*)(?: (?:<[\w-]+(\.\.\.)?>|\[[\w-]+(\.\.\.)?\]))?$/

export function argumentFrom(flag: string, spec: string | ArgumentSpec): Parameter {
  const found = argument.exec(flag)
  if (!found)
    throw new TypeError(`${JSON.stringify(flag)} is no argument. Write "<name>", "[name]", "<name...>" or "[name...]".`)
  const [, required, isEach, optional, isAny] = found
  return {
    flag,
    name: camelCase(required ?? optional ?? ''),
    isVariadic: (isEach ?? isAny) !== undefined,
    value: required === undefined ? 'optional' : 'required',
    isNegated: false,
    spec: described(spec),
  }
}

export function optionFrom(flag: string, spec: string | OptionSpec): Parameter {
  const found = option.exec(flag)
  if (!found) {
    throw new TypeError(
      `${JSON.stringify(flag)} is no option. Write "--name", "--name <value>" or "-n, --name <value>".`,
    )
  }
  const [, long = '', isEach, isAny] = found
  const value = flag.endsWith('>') ? 'required' : flag.endsWith(']') ? 'optional' : 'none'
  const isNegated = value === 'none' && long.startsWith('no-')
  return {
    flag,
    name: camelCase(isNegated ? long.slice('no-'.length) : long),
    isVariadic: (isEach ?? isAny) !== undefined,
    value,
    isNegated,
    spec: described(spec),
  }
}

/** What it is when it is not given. */
export function defaultOf({ spec, value, isVariadic, isNegated }: Parameter): unknown {
  if ('default' in spec) return spec.default
  if (isVariadic) return []
  return value === 'none' ? isNegated : null
}

function described<Spec extends object>(spec: string | Spec): Spec | { readonly help: string } {
  return typeof spec === 'string' ? { help: spec } : spec
}

function camelCase(name: string): string {
  return name.replace(/-+(\w?)/g, (_, letter: string) => letter.toUpperCase())
}
