import { constants } from 'node:os'
import { DevServer, terminalFor } from './front/dev-server.js'
import { ListenError } from './front/server.js'
import { limits } from './limits.js'
import type { ListenAddress, RunServerOptions } from './options.js'

export { runInProject } from './attached.js'
export { checkTypes, NoTypeScript } from './check-types.js'
export { inspectProject, type ProjectReport } from './inspect.js'
export { findRoot } from './layout.js'
export type { ListenAddress, RunServerOptions } from './options.js'
export type { ProjectQuestion, Task } from './protocol.js'
export { dropEarlyApp } from './spawn.js'
export { writeEditorFiles, writeProjectTypes } from './types.js'

/** Runs the dev server until it is told to end. Resolves with the exit code; a signal other than SIGINT is re-raised. */
export async function runDevServer(asked: RunServerOptions): Promise<number> {
  const options = { ...asked, address: await withPort(asked.address) }
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
    terminalFor(options).error(`Error: ${await describeListenError(error, options.address)}`)
    return 1
  }
  return ended
}

/** Port 0 is any free one, the same on every address. */
async function withPort(address: ListenAddress): Promise<ListenAddress> {
  if (address.port !== 0) return address
  const { freePort } = await import('./front/port-holder.js')
  return { ...address, port: await freePort(address.hosts) }
}

/** Resolves when a signal has ended the server. A second one ends it at once. */
function endOf(server: DevServer): Promise<number> {
  return new Promise(resolve => {
    let isEnding = false
    const end = async (signal: NodeJS.Signals) => {
      if (isEnding) process.exit(signal === 'SIGINT' ? 0 : 128 + constants.signals[signal])
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

async function describeListenError({ code, host, port, message }: ListenError, asked: ListenAddress): Promise<string> {
  if (code === 'EACCES')
    return `You don't have permission to access port ${port}. Ports below 1024 need root; try 8000.`
  if (code === 'EADDRNOTAVAIL') return `This machine has no address ${host} to listen on.`
  if (code === 'ENOTFOUND') return `The name ${host} stands for no IPv${asked.family ?? 4} address.`
  if (code !== 'EADDRINUSE') return message
  const { freePortAfter, portHolder } = await import('./front/port-holder.js')
  const holder = portHolder(port)
  const who = holder ? `${holder.name} (process ${holder.pid})` : 'another process'
  const free = await freePortAfter(port, asked.hosts)
  const address = free !== null && asked.explicit ? hostAndPort(host, free) : free
  const next = free === null ? '' : ` Port ${free} is free: tiny-django runserver ${address}`
  return `That port is already in use: ${hostAndPort(host, port)} is held by ${who}.${next}`
}

function hostAndPort(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}
