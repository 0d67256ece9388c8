import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { Application } from '../core/application.js'
import { receiveBody } from '../http/receive.js'
import { HttpRequest } from '../http/request.js'
import { isPromiseLike } from '../utils/after.js'
import { MessageBody } from './node-body.js'
import './node-platform.js'
import { NodeSource } from './node-source.js'
import { sendRefusal, sendResponse, sendTooLarge } from './node-write.js'
import { refuseConnection, statusLineFor } from './refuse-connection.js'
import { readRequestHead } from './request-line.js'

/** What a server asks of an application, or of whoever stands in front of one. */
type Answering = Pick<Application, 'handle' | 'bodyRules'>

/**
 * A server for the application, not listening yet.
 *
 * ```ts
 * const server = createServer(createApplication({ urlpatterns, settings })).listen(8000)
 * // Answers what has begun, and has the temporary files of uploads removed:
 * process.once('SIGTERM', () => server.close(() => process.exit()))
 * ```
 */
export function createServer(app: Answering): Server {
  const server = createHttpServer(listener(app))
  server.on('checkContinue', (message, out) => answer(app, message, out, () => out.writeContinue()))
  server.on('clientError', (error, socket) => refuseConnection(socket, statusLineFor(error)))
  server.on('connect', (_message, socket) => refuseConnection(socket, '405 Method Not Allowed'))
  return server
}

/** The application as a listener for the `request` event of a `node:http` (or `node:https`) server. */
export function listener(app: Answering): RequestListener {
  return (message, out) => answer(app, message, out, () => {})
}

// `askForBody` is called when somebody first wants the body: a client may be waiting to be asked.
function answer(app: Answering, message: IncomingMessage, out: ServerResponse, askForBody: () => void): void {
  // Another on its connection is not answered yet, and what that does may matter to this one (RFC 9112, section 9.3.2).
  if (out.socket === null) return void out.once('socket', () => answer(app, message, out, askForBody))
  const head = readRequestHead(message)
  if ('status' in head) return sendRefusal(out, head)
  const request = new HttpRequest(new NodeSource(message, out, head))
  if (head.hasBody) void receiveThenHandle(app, request, message, out, askForBody)
  else handle(app, request, message, out)
}

function handle(app: Answering, request: HttpRequest, message: IncomingMessage, out: ServerResponse): void {
  const answer = app.handle(request)
  if (isPromiseLike(answer)) void answer.then(response => sendResponse(response, message, out))
  else sendResponse(answer, message, out)
}

async function receiveThenHandle(
  app: Answering,
  request: HttpRequest,
  message: IncomingMessage,
  out: ServerResponse,
  askForBody: () => void,
): Promise<void> {
  const refusal = await receiveBody(request, new MessageBody(message, askForBody), app.bodyRules(request))
  if (refusal === null) handle(app, request, message, out)
  else sendTooLarge(message, out)
}
