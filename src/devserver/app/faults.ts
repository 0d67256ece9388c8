import type { Channel } from '../channel.js'
import { type Fault, Frame } from '../protocol.js'
import { debug } from './debug.js'
import { currentExchange } from './server.js'
import { tracebackOf } from './traceback.js'

/**
 * Tells the front what is about to end this process, or why it must be replaced: `process.exit()` and its like, an
 * uncaught error, an unhandled rejection, each with the request whose code did it. A project that listens for those
 * events itself is left alone, as in production.
 */
export class Faults {
  readonly #channel: Channel
  /** Set while modules are loaded: told of what nobody catches, which is why they cannot be. */
  #failLoading: ((error: unknown) => void) | null = null

  constructor(channel: Channel) {
    this.#channel = channel
    this.#reportEndings()
    process.on('uncaughtException', (error, origin) => {
      if (isOurs('uncaughtException')) this.#uncaught(origin === 'unhandledRejection' ? 'rejection' : 'uncaught', error)
    })
    process.on('unhandledRejection', reason => {
      if (isOurs('unhandledRejection')) this.#uncaught('rejection', reason)
    })
  }

  /** Rejects with the first error that nobody catches from here on, until `loaded`. */
  whileLoading(): Promise<never> {
    return new Promise((_, reject) => {
      this.#failLoading = reject
    })
  }

  /** What nobody catches from here on is no longer a reason why the modules cannot be loaded. */
  loaded(): void {
    this.#failLoading = null
  }

  /** Ends the process, which is nobody's fault. */
  leave: (code: number) => void = () => {}

  #uncaught(kind: Fault['kind'], error: unknown): void {
    if (this.#failLoading) this.#failLoading(error)
    else this.#report(kind, error)
  }

  // Each can still be called as `process.…()` only; what is told is who did it, in case the process ends by it.
  #reportEndings(): void {
    const { exit, reallyExit, abort, kill } = process as typeof process & { reallyExit(code?: number): never }
    let isExiting = false
    const endings = {
      exit: (code?: number | string | null) => {
        isExiting = true
        this.#reportEnding(`process.exit(${code ?? ''})`, endings.exit)
        return exit.call(process, code)
      },
      reallyExit: (code?: number) => {
        if (!isExiting) this.#reportEnding(`process.reallyExit(${code ?? ''})`, endings.reallyExit) // exit() calls it
        return reallyExit.call(process, code)
      },
      abort: () => {
        this.#reportEnding('process.abort()', endings.abort)
        return abort.call(process)
      },
      kill: (pid: number, signal?: NodeJS.Signals | number) => {
        const name = signal ?? 'SIGTERM'
        if (isSuicide(pid, name)) this.#reportEnding(`process.kill(process.pid, ${JSON.stringify(name)})`, endings.kill)
        return kill.call(process, pid, signal)
      },
    }
    Object.assign(process, endings)
    this.leave = code => {
      isExiting = true
      exit.call(process, code)
    }
  }

  #reportEnding(call: string, ending: (...parameters: never[]) => unknown): void {
    const error = new Error(`${call} was called.`)
    error.name = 'ProcessExit'
    Error.captureStackTrace(error, ending)
    this.#report('exit', error)
  }

  #report(kind: Fault['kind'], error: unknown): void {
    const { id, view, route } = currentExchange.getStore()?.current ?? { id: 0, view: null, route: null }
    this.#channel.sendJson(Frame.fault, 0, { kind, request: id, view, route, ...described(error) })
  }
}

// A project that has broken what describes errors is told of them all the same: thrown here, another would end the process.
function described(error: unknown): Pick<Fault, 'report' | 'text'> {
  try {
    return { report: debug().describeError(error), text: tracebackOf(error) }
  } catch {
    const text = 'An error that cannot be described: something that everybody uses has been replaced.'
    return { report: { name: 'Error', message: text, frames: [] }, text }
  }
}

function isOurs(event: 'uncaughtException' | 'unhandledRejection'): boolean {
  return process.listenerCount(event) === 1
}

/** Signals that end nobody who does not listen for them. */
const harmless = new Set<unknown>([0, 'SIGCHLD', 'SIGCONT', 'SIGURG', 'SIGWINCH', 'SIGUSR1'])

/** Whether the signal goes to this process or its group, with nobody there who expects it. */
function isSuicide(pid: number, signal: NodeJS.Signals | number): boolean {
  if (pid !== process.pid && pid !== -process.pid && pid !== 0) return false
  return !harmless.has(signal) && process.listenerCount(String(signal)) === 0
}
