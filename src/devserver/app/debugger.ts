import inspector from 'node:inspector'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** How long the process before this one may take to let go of the port. */
const patienceMs = 2_000
const triesEveryMs = 20

/**
 * Lets a debugger attach to this process, at the address where it was attached to the one before. Resolves with a sentence
 * when that is not possible.
 */
export async function openInspector({ host, port }: { host: string; port: number }): Promise<string | null> {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += triesEveryMs) {
    if (await isFree(host, port)) {
      inspector.open(port, host)
      return inspector.url() ? null : `No debugger can attach: ${host}:${port} cannot be listened on.`
    }
    await sleep(triesEveryMs)
  }
  return `No debugger can attach: ${host}:${port} is in use.`
}

// The engine itself says nothing of a port that is taken but a line of its own.
function isFree(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host, port })
    socket.on('connect', () => {
      socket.destroy()
      resolve(false)
    })
    socket.on('error', () => resolve(true))
  })
}
