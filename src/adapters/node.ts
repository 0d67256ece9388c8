import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { Duplex } from 'node:stream'
import type { Application } from '../core/application.js'
import { receiveBody } from '../http/receive.js'
import { HttpRequest } from '../http/request.js'
import { isPromiseLike } from '../utils/after.js'
import { MessageBody } from './node-body.js'
import './node-platform.js'
import { NodeSource } from './node-source.js'
import { sendRefusal, sendResponse, sendTooLarge } from './node-write.js'
import { readRequestHead } from './request-line.js'

/**
 * A server for the application, not listening yet.
 *
 * ```ts
 * const server = createServer(createApplication({ urlpatterns, settings })).listen(8000)
 * // Answers what has begun, and has the temporary files of uploads removed:
 * process.once('SIGTERM', () => server.close(() => process.exit()))
 * ```
 */
export function createServer(app: Application): Server {
  const server = createHttpServer(listener(app))
  server.on('checkContinue', (message, out) => answer(app, message, out, () => out.writeContinue()))
  server.on('clientError', refuseConnection)
  server.on('connect', (_message, socket) => refuseMethod(socket))
  return server
}

/** The application as a listener for the `request` event of a `node:http` (or `node:https`) server. */
export function listener(app: Application): RequestListener {
  return (message, out) => answer(app, message, out, () => {})
}

// `askForBody` is called when somebody first wants the body: a client may be waiting to be asked.
function answer(app: Application, message: IncomingMessage, out: ServerResponse, askForBody: () => void): void {
  const head = readRequestHead(message.method ?? 'GET', message.url ?? '/', message.rawHeaders)
  if ('status' in head) return sendRefusal(out, head)
  const request = new HttpRequest(new NodeSource(message, out, head))
  if (head.hasBody) void receiveThenHandle(app, request, message, out, askForBody)
  else handle(app, request, message, out)
}

function handle(app: Application, request: HttpRequest, message: IncomingMessage, out: ServerResponse): void {
  const answer = app.handle(request)
  if (isPromiseLike(answer)) void answer.then(response => sendResponse(response, message, out))
  else sendResponse(answer, message, out)
}

async function receiveThenHandle(
  app: Application,
  request: HttpRequest,
  message: IncomingMessage,
  out: ServerResponse,
  askForBody: () => void,
): Promise<void> {
  const refusal = await receiveBody(request, new MessageBody(message, askForBody), app.bodyRules(request))
  if (refusal === null) handle(app, request, message, out)
  else sendTooLarge(message, out)
}

// What is not HTTP gets one sentence and the end of its connection. A client that never reads must not keep it open.
function refuseConnection(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (socket.writable && error.code !== 'ECONNRESET') {
    socket.write(`HTTP/1.1 ${statusLineFor(error.code)}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  }
  socket.destroy()
}

function statusLineFor(code: string | undefined): string {
  if (code === 'HPE_HEADER_OVERFLOW') return '431 Request Header Fields Too Large'
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return '413 Payload Too Large'
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request'
}

function refuseMethod(socket: Duplex): void {
  socket.on('error', () => {})
  socket.end('HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
}
