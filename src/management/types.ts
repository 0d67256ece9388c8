/** `<poll>` has to be given, `[poll]` need not; with dots before the bracket there may be several, as the last argument. */
export type ArgumentFlag = `<${string}>` | `[${string}]`

/** `--delete`, `--limit <n>`, `-l, --limit <n>`, `--tag <name...>`, `--color [when]`, `--no-cache`. */
export type OptionFlag = `--${string}` | `-${string}, --${string}`

export interface ArgumentSpec {
  readonly help?: string
  /** Makes a value of what was typed. What it throws, and NaN, is refused as a mistake on the command line. */
  readonly type?: (text: string) => unknown
  /** The values there are, after `type`. */
  readonly choices?: readonly unknown[]
  /** What it is when it is not given; `null` unless told. */
  readonly default?: unknown
}

export interface OptionSpec extends ArgumentSpec {
  /** Whether leaving it out is a mistake. */
  readonly required?: boolean
}

/** What `handle` gets for these arguments and options, by their names in camelCase. */
export type ValuesOf<Arguments, Options> = Show<
  { readonly [F in keyof Arguments as ArgumentName<F>]: ArgumentValue<F, Arguments[F]> } & {
    readonly [F in keyof Options as OptionName<LongOf<F>>]: OptionValue<LongOf<F>, Options[F]>
  }
>

/** Each key has to be such a flag; TypeScript shows this type where one is not. */
export type Flags<Specs, Flag, Spec> = {
  readonly [F in keyof Specs]: F extends Flag ? string | Spec : { readonly 'this is no flag': F }
}

type Show<T> = { [K in keyof T]: T[K] }

type CamelCase<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name

type ArgumentName<F> = F extends `<${infer Name}...>` | `[${infer Name}...]`
  ? CamelCase<Name>
  : F extends `<${infer Name}>` | `[${infer Name}]`
    ? CamelCase<Name>
    : never

type ArgumentValue<F, Spec> = F extends `${string}...${string}`
  ? readonly Item<Spec>[]
  : Item<Spec> | (F extends `<${string}>` ? never : Absent<Spec>)

/** `-l, --limit <n>` → `limit <n>` */
type LongOf<F> = F extends `-${string}, --${infer Long}` ? Long : F extends `--${infer Long}` ? Long : never

type OptionName<Long extends string> = Long extends `${infer Name} ${string}`
  ? CamelCase<Name>
  : Long extends `no-${infer Name}`
    ? CamelCase<Name>
    : CamelCase<Long>

type OptionValue<Long, Spec> = Long extends `${string} ${string}...${string}`
  ? readonly Item<Spec>[]
  : Long extends `${string} <${string}>`
    ? Item<Spec> | Absent<Spec>
    : Long extends `${string} [${string}]`
      ? Item<Spec> | true | Absent<Spec>
      : boolean

type Item<Spec> = Spec extends { readonly choices: readonly (infer Choice)[] }
  ? Choice
  : Spec extends { readonly type: (text: string) => infer Value }
    ? Value
    : string

type Absent<Spec> = Spec extends { readonly default: infer Default }
  ? Default
  : Spec extends { readonly required: true }
    ? never
    : null
