import { DevServer } from './front/dev-server.js'
import { ListenError } from './front/server.js'
import { limits } from './limits.js'
import type { RunServerOptions } from './options.js'

export { inspectProject, type ProjectReport } from './inspect.js'
export { findRoot } from './layout.js'
export type { ListenAddress, RunServerOptions } from './options.js'
export type { ProjectQuestion } from './protocol.js'
export { dropEarlyApp } from './spawn.js'
export { writeProjectTypes, writeUrlNames } from './types.js'

/** Runs the dev server until it is told to end. Resolves with the exit code; a signal other than SIGINT is re-raised. */
export async function runDevServer(options: RunServerOptions): Promise<number> {
  // A fault of ours is told and survived: the next request or save most likely meets none.
  process.on('uncaughtException', error => {
    process.stderr.write(`A fault in tiny-django itself, which goes on: ${error?.stack ?? error}\n`)
  })
  const server = new DevServer(options)
  const ended = endOf(server)
  try {
    await server.start()
  } catch (error) {
    await server.stop(0)
    if (!(error instanceof ListenError)) throw error
    process.stderr.write(`Error: ${await describeListenError(error)}\n`)
    return 1
  }
  return ended
}

/** Resolves when a signal has ended the server. A second one ends it at once. */
function endOf(server: DevServer): Promise<number> {
  return new Promise(resolve => {
    let isEnding = false
    const end = async (signal: NodeJS.Signals) => {
      if (isEnding) process.exit(0)
      isEnding = true
      await server.stop(limits.shutdown)
      if (signal === 'SIGINT') return resolve(0)
      for (const each of signals) process.removeAllListeners(each)
      process.kill(process.pid, signal)
    }
    for (const signal of signals) process.on(signal, end)
  })
}

const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

async function describeListenError({ code, host, port, message }: ListenError): Promise<string> {
  if (code === 'EACCES')
    return `You don't have permission to access port ${port}. Ports below 1024 need root; try 8000.`
  if (code === 'EADDRNOTAVAIL') return `This machine has no address ${host} to listen on.`
  if (code !== 'EADDRINUSE') return message
  const { freePortAfter, portHolder } = await import('./front/port-holder.js')
  const holder = portHolder(port)
  const free = await freePortAfter(port, host)
  const who = holder ? ` by ${holder.name} (process ${holder.pid})` : ''
  const next = free === null ? '' : ` Port ${free} is free: tiny-django runserver ${free}`
  return `That port is already in use: ${host}:${port} is held${who || ' by another process'}.${next}`
}
