import { nativeHint } from './hints.js'
import { print, shorten as shortenTo } from './print.js'
import { type CaughtFrame, type CodeContext, caughtFrames, codeContext, culpritOf, isProjectFile } from './sources.js'
import { parseStack } from './stack.js'
import { describeTemplate, type MissingTemplate, type TemplateReport } from './template-report.js'

/**
 * What is known of an error, as plain data: it can be printed as a page, as text or as JSON, and cross a process
 * boundary. Also written by hand for what no error object tells (a process that ended).
 */
export interface ErrorReport {
  /** The class of the error: `TypeError`. */
  readonly name: string
  readonly message: string
  /** Innermost call first, as in a V8 stack. */
  readonly frames: readonly ReportFrame[]
  /** What `error.cause` held. */
  readonly cause?: ErrorReport
  /** The errors of an `AggregateError`. */
  readonly errors?: readonly ErrorReport[]
  /** Where in a template it happened. */
  readonly template?: TemplateReport
  /** The templates that were not found, and where they were looked for. */
  readonly missing?: readonly MissingTemplate[]
  /** What to try, in a sentence. */
  readonly hint?: string
  /** The last lines the process printed, where that explains more than a stack does. */
  readonly output?: readonly string[]
}

export interface ReportFrame {
  /** As V8 names it: `Blog.index`, `async handle`, `''` at the top of a module. */
  readonly functionName: string
  /** A path, or `node:…`. */
  readonly file: string
  /** 1-based. */
  readonly line: number
  /** 1-based. */
  readonly column: number
  /** The project's own code, not a package's and not Node's. */
  readonly isProject: boolean
  /** The lines around, where the source could be read. */
  readonly context?: CodeContext
  /** What the variables of the call held, in words; without secrets. */
  readonly locals?: CaughtFrame['locals']
}

/** Anything longer is cut: a page is for reading. */
const MAX_MESSAGE = 10_000
const MAX_FRAMES = 100
const MAX_ERRORS = 10
const MAX_DEPTH = 8

/** Describes anything that can be thrown. Never throws itself, whatever getters the value has. */
export function describeError(error: unknown): ErrorReport {
  return describe(error, new Set(), 0)
}

function describe(error: unknown, seen: Set<unknown>, depth: number): ErrorReport {
  if (!isObject(error)) return describeValue(error)
  if (seen.has(error)) return { name: 'Error', message: '(the same error again)', frames: [] }
  seen.add(error)
  const stack = readText(error, 'stack')
  if (stack === undefined && !isErrorLike(error)) return describeValue(error)
  const message = readText(error, 'message') ?? ''
  const deeper = depth < MAX_DEPTH
  const name = errorName(error)
  const frames = framesOf(error, stack ?? '', message)
  return {
    name,
    message: shorten(message),
    frames,
    ...(deeper && describeCause(error, seen, depth)),
    ...(deeper && describeErrors(error, seen, depth)),
    ...describeTemplate(error),
    ...describeHint(error, name, message, frames),
  }
}

/** `throw 'text'`, `throw null`, `throw { code: 1 }`: legal, so it needs words too. */
function describeValue(value: unknown): ErrorReport {
  const frames = caughtFrames(value).map(withSource)
  return {
    name: 'Thrown value',
    message: print(value, MAX_MESSAGE),
    frames,
    hint:
      frames.length > 0
        ? 'This is not an Error, so it cannot say where it was thrown: throw `new Error(…)` instead.'
        : 'This is not an Error, so nobody knows where it was thrown. Throw `new Error(…)` to see the place.',
  }
}

function describeCause(error: object, seen: Set<unknown>, depth: number): { cause?: ErrorReport } {
  const cause = read(error, 'cause')
  return cause === undefined ? {} : { cause: describe(cause, seen, depth + 1) }
}

function describeErrors(error: object, seen: Set<unknown>, depth: number): { errors?: ErrorReport[] } {
  const errors = read(error, 'errors')
  if (!Array.isArray(errors) || errors.length === 0) return {}
  return { errors: errors.slice(0, MAX_ERRORS).map(one => describe(one, seen, depth + 1)) }
}

function describeHint(error: object, name: string, message: string, frames: readonly ReportFrame[]): { hint?: string } {
  const hint = readText(error, 'hint') ?? nativeHint(name, message, frames)
  return hint === undefined ? {} : { hint: shorten(hint) }
}

function framesOf(error: object, stack: string, message: string): ReportFrame[] {
  const frames = parseStack(stack, message).slice(0, MAX_FRAMES)
  const culprit = frames.length === 0 ? culpritOf(error) : undefined
  return withLocals(culprit ? [culprit] : frames, caughtFrames(error)).map(withSource)
}

type PlacedFrame = Omit<ReportFrame, 'isProject' | 'context'>

/** Gives each frame the variables of its call: both lists are of the same stack, and either may lack some. */
function withLocals(frames: readonly PlacedFrame[], caught: readonly CaughtFrame[]): PlacedFrame[] {
  const rest = [...caught]
  return frames.map(frame => {
    const index = rest.findIndex(each => isSameCall(frame, each))
    if (index === -1) return frame
    const [{ locals }] = rest.splice(0, index + 1).slice(-1) as [CaughtFrame]
    return locals.length === 0 ? frame : { ...frame, locals }
  })
}

/** An error is sometimes thrown some lines below of where it was made. */
function isSameCall(frame: PlacedFrame, caught: CaughtFrame): boolean {
  if (frame.file !== caught.file) return false
  return frame.line === caught.line || lastName(frame.functionName) === lastName(caught.functionName)
}

function lastName(functionName: string): string {
  return functionName.replace(/^.*[. ]/, '')
}

function withSource(frame: PlacedFrame): ReportFrame {
  const isProject = isProjectFile(frame.file)
  const context = isProject ? codeContext(frame.file, frame.line) : undefined
  return { ...frame, isProject, ...(context && { context }) }
}

/** The class's name says more than `error.name`, which most subclasses leave at `Error`. */
function errorName(error: object): string {
  const own = readText(error, 'name')
  if (own && own !== 'Error') return shorten(own)
  const maker = read(error, 'constructor')
  const className = typeof maker === 'function' ? readText(maker, 'name') : undefined
  return shorten(className || own || 'Error')
}

function isErrorLike(value: object): boolean {
  try {
    return value instanceof Error
  } catch {
    return false
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

/** Getters and proxies of a thrown value may throw: then it has no such property. */
function read(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key]
  } catch {
    return undefined
  }
}

function readText(value: object, key: string): string | undefined {
  const text = read(value, key)
  return typeof text === 'string' ? text : undefined
}

function shorten(text: string): string {
  return shortenTo(text, MAX_MESSAGE)
}
