import inspector, { type Debugger, type Runtime, type Session } from 'node:inspector'
import { setTimeout } from 'node:timers' // the project may put something else in the global one's place
import { types } from 'node:util'
import { Http404, PermissionDenied } from '../../../http/exceptions.js'
import { SUBSTITUTE } from '../../../views/debug/filter.js'
import type { CaughtFrame } from '../../../views/debug/sources.js'
import { type Position, pathOf } from '../stacks.js'
import { hiddenVariables } from './hidden.js'
import { readVariables, thrownValue, type Variable } from './scopes.js'

/** A call that was under way when something was thrown. */
export interface CaughtCall {
  readonly functionName: string
  /** In the code that runs. */
  readonly position: Position
  /** Where its function begins, in the code that runs. */
  readonly start: Position
  readonly variables: readonly Variable[]
}

/** Reading variables takes a moment, and somebody may throw in a loop: so many in a second, then none for a second. */
const maxPauses = 20
const restMs = 1000
/** Of a stack. */
const maxCalls = 20

/**
 * Keeps the local variables of the project's calls at the moment when something is thrown, for the page about it. A
 * session of the engine's own debugger in this very thread has it stop at each throw: long enough to read, and only
 * while no other debugger is attached, which such stops would disturb.
 */
export class ThrowWatcher {
  readonly #isProject: (file: string) => boolean
  /** Who throws something that is no object, which can be found again by that alone. */
  readonly #currentOwner: () => object | undefined
  readonly #objects = new WeakMap<object, readonly CaughtCall[]>()
  readonly #others = new WeakMap<object, { readonly value: unknown; readonly calls: readonly CaughtCall[] }>()
  readonly #files = new Map<string, string>()
  #session: Session | null = null
  #pauses = 0
  #countedFrom = 0

  constructor(isProject: (file: string) => boolean, currentOwner: () => object | undefined) {
    this.#isProject = isProject
    this.#currentOwner = currentOwner
  }

  /** Begins to watch, unless there is a debugger. */
  start(): void {
    if (this.#session !== null || isDebugged()) return
    const session = new inspector.Session()
    session.connect()
    session.on('Debugger.scriptParsed', ({ params }) => this.#files.set(params.scriptId, pathOf(params.url)))
    session.on('Debugger.paused', ({ params }) => this.#onPause(session, params))
    session.post('Debugger.enable')
    this.#session = session
    this.#resume()
  }

  stop(): void {
    this.#session?.disconnect()
    this.#session = null
  }

  /** The calls of the project that were under way when `thrown` was thrown, innermost first, in the code that runs. */
  framesOf(thrown: unknown): readonly CaughtFrame[] | undefined {
    const calls = this.#callsOf(thrown)
    if (calls === undefined) return undefined
    const isHidden = hiddenVariables()
    return calls.map(call => ({
      ...call.position,
      functionName: call.functionName,
      locals: call.variables.map(each => [each.name, isHidden(call, each) ? SUBSTITUTE : each.text]),
    }))
  }

  #callsOf(thrown: unknown): readonly CaughtCall[] | undefined {
    if (isObject(thrown)) return this.#objects.get(thrown)
    const owner = this.#currentOwner()
    const last = owner && this.#others.get(owner)
    return last && Object.is(last.value, thrown) ? last.calls : undefined
  }

  // Runs in the middle of the project's code, where nothing may be thrown and nothing of the project's may run.
  #onPause(session: Session, { callFrames, data }: Debugger.PausedEventDataType): void {
    try {
      if (isDebugged()) return this.stop()
      if (this.#isTooMuch()) this.#rest(session)
      const own = callFrames.filter(frame => this.#isOwn(frame)).slice(0, maxCalls)
      if (own.length > 0 && data) this.#keep(session, own, data as Runtime.RemoteObject)
    } catch {
      // Then the page has no variables.
    }
  }

  #keep(session: Session, frames: readonly Debugger.CallFrame[], data: Runtime.RemoteObject): void {
    const thrown = thrownValue(session, frames[0]!, data)
    if (isControlFlow(thrown) || this.#isKnown(thrown)) return
    const calls = frames.map(frame => this.#call(session, frame))
    if (isObject(thrown)) return void this.#objects.set(thrown, calls)
    const owner = this.#currentOwner()
    if (owner) this.#others.set(owner, { value: thrown, calls })
  }

  /** One that was caught is often thrown on: what counts is where it came from. */
  #isKnown(thrown: unknown): boolean {
    return isObject(thrown) && this.#objects.has(thrown)
  }

  #call(session: Session, frame: Debugger.CallFrame): CaughtCall {
    return {
      functionName: frame.functionName,
      position: this.#positionOf(frame.location),
      start: this.#positionOf(frame.functionLocation ?? frame.location),
      variables: readVariables(session, frame.scopeChain),
    }
  }

  // `callFrame.url` is empty in Node 20, so the names of scripts are kept as they are announced.
  #positionOf({ scriptId, lineNumber, columnNumber = 0 }: Debugger.Location): Position {
    return { file: this.#files.get(scriptId) ?? '', line: lineNumber + 1, column: columnNumber + 1 }
  }

  #isOwn(frame: Debugger.CallFrame): boolean {
    const { file } = this.#positionOf(frame.location)
    return file !== '' && this.#isProject(file)
  }

  #isTooMuch(): boolean {
    const now = performance.now()
    if (now - this.#countedFrom > 1000) {
      this.#countedFrom = now
      this.#pauses = 0
    }
    return ++this.#pauses >= maxPauses
  }

  #rest(session: Session): void {
    session.post('Debugger.setPauseOnExceptions', { state: 'none' })
    setTimeout(() => this.#resume(), restMs).unref()
  }

  #resume(): void {
    this.#session?.post('Debugger.setPauseOnExceptions', { state: 'all' })
  }
}

function isDebugged(): boolean {
  return inspector.url() !== undefined
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

/** Whether this is how a view says what to answer, and not what went wrong in it. */
function isControlFlow(thrown: unknown): boolean {
  if (!isObject(thrown)) return false
  // By hand: `instanceof` asks a proxy, and that is the project's code.
  for (let each: object | null = thrown; each !== null && !types.isProxy(each); each = Object.getPrototypeOf(each)) {
    if (each === Http404.prototype || each === PermissionDenied.prototype) return true
  }
  return false
}
