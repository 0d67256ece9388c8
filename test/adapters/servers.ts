import { once } from 'node:events'
import type { Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { onTestFinished } from 'vitest'
import { createServer } from '../../src/adapters/node.js'
import type { SettingsInput } from '../../src/conf/settings.js'
import type { HttpRequest } from '../../src/http/request.js'
import { createApplication } from '../../src/index.js'
import { path } from '../../src/urls/path.js'

/** A server on a free port that answers every path with `view`; gone when the test is. */
export async function serve(view: (request: HttpRequest) => unknown, settings: SettingsInput = {}) {
  const server = createServer(applicationOf(view, settings)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => close(server))
  const { port } = server.address() as AddressInfo
  return { server, port, url: `http://127.0.0.1:${port}` }
}

export function applicationOf(view: (request: HttpRequest) => unknown, settings: SettingsInput = {}) {
  return createApplication({
    urlpatterns: [path('', view as never), path('<path:anything>', view as never)],
    settings: { ALLOWED_HOSTS: ['*'], ...settings },
    observer: {},
  })
}

function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise(resolve => server.close(() => resolve()))
}

/** Sends bytes as they are, and collects what comes back until the server closes the connection. */
export async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.setEncoding('latin1').on('data', chunk => {
    answer += chunk
  })
  socket.on('error', () => {})
  socket.setTimeout(10_000, () => socket.destroy()) // a server that does not close has failed
  socket.write(text, 'latin1')
  await once(socket, 'close')
  return answer
}
