import { createServer } from 'node:net'

// Below the range that systems take for outgoing connections: a client that keeps connecting to a port of that range
// before anybody listens there is, once in some ten thousand times, connected to itself.
const first = 20_000
const count = 10_000
let next = Math.floor(Math.random() * count)

/** A port of 127.0.0.1 that nobody holds, another one each time. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = first + (next++ % count)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
