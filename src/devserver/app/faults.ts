import type { Channel } from '../channel.js'
import { type Fault, Frame } from '../protocol.js'
import { debug } from './debug.js'
import { currentExchange, tracebackOf } from './server.js'

/**
 * Tells the front what is about to end this process, or why it must be replaced: `process.exit()`, an uncaught
 * error, an unhandled rejection, each with the request whose code did it. A project that listens for those events
 * itself is left alone, as in production.
 */
export function watchFaults(channel: Channel): void {
  reportExit(channel)
  process.on('uncaughtException', (error, origin) => {
    if (isOurs('uncaughtException')) {
      report(channel, origin === 'unhandledRejection' ? 'rejection' : 'uncaught', error)
    }
  })
  process.on('unhandledRejection', reason => {
    if (isOurs('unhandledRejection')) report(channel, 'rejection', reason)
  })
}

function isOurs(event: 'uncaughtException' | 'unhandledRejection'): boolean {
  return process.listenerCount(event) === 1
}

function reportExit(channel: Channel): void {
  const exit = process.exit.bind(process)
  process.exit = code => {
    const error = new Error(`process.exit(${code ?? ''}) was called.`)
    error.name = 'ProcessExit'
    Error.captureStackTrace(error, process.exit)
    report(channel, 'exit', error, Number(code ?? process.exitCode ?? 0))
    return exit(code)
  }
}

function report(channel: Channel, kind: Fault['kind'], error: unknown, exitCode?: number): void {
  const { id, view, route } = currentExchange.getStore()?.current ?? { id: 0, view: null, route: null }
  const fault: Fault = {
    kind,
    request: id,
    view,
    route,
    report: debug().describeError(error),
    text: tracebackOf(error),
    ...(exitCode === undefined ? {} : { exitCode }),
  }
  channel.sendJson(Frame.fault, 0, fault)
}
