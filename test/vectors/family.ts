import { decode, encode } from './values.js'

/** A recorded case, as FORMAT describes it. */
export interface Case {
  readonly id: string
  readonly in: Input
  /** What came out; absent when `error` is there. */
  readonly out?: unknown
  /** The Python name of what was raised. */
  readonly error?: string
  /** What is comparable about it beside its name. */
  readonly error_detail?: unknown
  readonly tags?: readonly string[]
  /** Names of headers whose directives come in any order. */
  readonly unordered?: readonly string[]
}

/** What a case was made of: plain JSON, its tagged values not yet decoded (`decode` in values.ts). */
export type Input = { readonly [name: string]: unknown }

/** What a recording brings besides its cases. */
export interface Recording {
  readonly family: string
  readonly fixtures?: unknown
  /** The clock of all cases, in recordings of templates. */
  readonly now?: string
  readonly cases: readonly Case[]
}

/**
 * Does through the public API what a case says, and returns what came out in the shape of the case's `out`: values of
 * our own as they are (the runner encodes them), or throws what the API throws. No decisions about behaviour in here.
 */
export type Operation = (input: Input, recording: Recording) => unknown

/** How the cases of one family are done. */
export interface Family {
  readonly name: string
  /** By `in.fn`, `in.op` or `in.mode`, whichever a case has; `case` for those that have none. */
  readonly operations: Readonly<Record<string, Operation>>
}

/** The name under which a case's operation is found. */
export function operationOf(input: Input): string {
  return String(input.fn ?? input.op ?? input.mode ?? 'case')
}

/** One of a case's `ops`: a name and its arguments. */
export type Step = readonly [name: string, ...args: unknown[]]

/** What one step gave. */
export type StepResult = { readonly value: unknown } | { readonly error: unknown }

/** Runs the steps of a case, one after the other; an error in one does not keep the next from running. */
export async function runSteps(steps: unknown, run: (step: Step) => unknown): Promise<StepResult[]> {
  const results: StepResult[] = []
  for (const step of (steps ?? []) as Step[]) results.push(await attempt(() => run(step)))
  return results
}

/** What `run` gave, or what it threw: for parts of a result that may be errors. */
export async function attempt(run: () => unknown): Promise<StepResult> {
  try {
    // Encoded now, for what a step gave may change in later ones.
    return { value: encode(await run()) }
  } catch (error) {
    return { error }
  }
}

/** As `attempt`, but the bare value where there was no error: the form of `text` and `charset` in wire facts. */
export async function valueOrError(run: () => unknown): Promise<unknown> {
  const result = await attempt(run)
  return 'value' in result ? result.value : result
}

/** What each step does to its target, by name; the arguments come decoded. */
export type Steps<T> = Readonly<Record<string, (target: T, ...args: never[]) => unknown>>

/** Does one step. */
export function perform<T>(steps: Steps<T>, target: T, [name, ...args]: Step): unknown {
  const step = steps[name]
  if (step === undefined) throw new Error(`there is no mapping for the step ${name}`)
  return step(target, ...(args.map(decode) as never[]))
}
