import { AsyncLocalStorage } from 'node:async_hooks'
import type { Application } from '../../core/application.js'
import { receiveBody } from '../../http/receive.js'
import { HttpRequest } from '../../http/request.js'
import type { HttpResponseBase } from '../../http/response-base.js'
import type { RequestSource } from '../../http/source.js'
import { after } from '../../utils/after.js'
import { staticPath } from '../../utils/static-path.js'
import type { Channel } from '../channel.js'
import { type Fault, Frame, type LoadPlan, type RequestHead, type ResponseHead } from '../protocol.js'
import { AnnouncedLength } from './announced-length.js'
import { BodyQueue } from './body.js'
import { debug } from './debug.js'
import { AppExchange } from './exchange.js'
import type { Recorder } from './recorder.js'
import { tracebackOf } from './traceback.js'

/** The exchange whose code is running, also after an `await` and in a timer that its view started. */
export const currentExchange = new AsyncLocalStorage<AppExchange | undefined>()

/** Runs the application for the requests that come over the channel. */
export class AppServer {
  readonly #app: Application
  readonly #channel: Channel
  readonly #server: LoadPlan['server']
  /** What addresses of static files begin with; `null` when they are not served here. */
  readonly #staticPath: string | null
  readonly #exchanges = new Map<number, AppExchange>()
  readonly #onFinished: () => void
  readonly #recorder: Pick<Recorder, 'begin' | 'end'> | null

  /** `onFinished` is called when an answer is out. */
  constructor(
    app: Application,
    channel: Channel,
    plan: Pick<LoadPlan, 'server' | 'static'>,
    onFinished: () => void = () => {},
    recorder: Pick<Recorder, 'begin' | 'end'> | null = null,
  ) {
    this.#onFinished = onFinished
    this.#recorder = recorder
    this.#app = app
    this.#channel = channel
    this.#server = plan.server
    this.#staticPath = plan.static && app.settings.DEBUG ? staticPath(app.settings) : null
  }

  /** Does now what the first request would have to wait for: the engine's hooks of asynchronous work. */
  prepare(): void {
    currentExchange.run(undefined, () => {})
  }

  begin(id: number, head: RequestHead): void {
    const body = head.hasBody ? new BodyQueue(bytes => this.#channel.sendJson(Frame.credit, id, bytes)) : null
    const request = new HttpRequest(this.#source(id, head))
    const exchange = new AppExchange(id, request, body, this.#recorder?.begin(id, request))
    this.#exchanges.set(id, exchange)
    currentExchange.run(exchange, () => {
      if (body === null) this.#run(exchange)
      else void this.#receiveThenRun(exchange, body)
    })
  }

  bodyChunk(id: number, chunk: Uint8Array): void {
    const exchange = this.#exchanges.get(id)
    if (!exchange) return
    if (exchange.recording) exchange.recording.bodyBytes += chunk.length
    exchange.body?.push(chunk)
  }

  bodyEnd(id: number): void {
    this.#exchanges.get(id)?.body?.complete()
  }

  credit(id: number, bytes: number): void {
    this.#exchanges.get(id)?.addCredit(bytes)
  }

  abort(id: number): void {
    this.#exchanges.get(id)?.abort()
  }

  /** Tells whose view a request has come to. */
  identify(id: number): void {
    const current = this.#exchanges.get(id)?.current ?? { id, view: null, route: null }
    this.#channel.sendJson(Frame.identified, id, current)
  }

  #source(id: number, head: RequestHead): RequestSource {
    const exchanges = this.#exchanges
    return {
      get signal() {
        return exchanges.get(id)?.signal ?? AbortSignal.abort()
      },
      method: head.method,
      target: head.target,
      rawHeaders: head.rawHeaders,
      remoteAddress: head.remoteAddress,
      remotePort: head.remotePort,
      serverName: this.#server.name,
      serverPort: this.#server.port,
      scheme: this.#server.scheme ?? 'http',
    }
  }

  async #receiveThenRun(exchange: AppExchange, body: BodyQueue): Promise<void> {
    const refusal = await receiveBody(exchange.request, body, this.#app.bodyRules(exchange.request))
    if (refusal === null) return this.#run(exchange)
    this.#channel.sendResponse(Frame.response, exchange.id, tooLarge, 'The request body is too large.\n')
    this.#forget(exchange)
  }

  #run(exchange: AppExchange): void {
    if (exchange.isAborted) {
      exchange.request.close()
      return this.#forget(exchange)
    }
    this.#channel.sendEmpty(Frame.started, exchange.id)
    void after(this.#handle(exchange.request), response => this.#answer(exchange, response))
  }

  // What serves static files is loaded when one is first asked for.
  #handle(request: HttpRequest): HttpResponseBase | Promise<HttpResponseBase> {
    if (this.#staticPath === null || !request.path.startsWith(this.#staticPath)) return this.#app.handle(request)
    return import('../../contrib/staticfiles/handler.js').then(({ StaticFilesHandler }) =>
      new StaticFilesHandler(this.#app).handle(request),
    )
  }

  #answer(exchange: AppExchange, response: HttpResponseBase): void | Promise<void> {
    if (response.streaming && exchange.request.method !== 'HEAD') return this.#stream(exchange, response)
    const body = exchange.request.method === 'HEAD' ? '' : response.payload
    if (!exchange.isAborted) this.#channel.sendResponse(Frame.response, exchange.id, headOf(exchange, response), body)
    this.#finish(exchange, response)
  }

  async #stream(exchange: AppExchange, response: HttpResponseBase): Promise<void> {
    const { id } = exchange
    if (!exchange.isAborted) this.#channel.sendJson(Frame.head, id, headOf(exchange, response))
    const announced = new AnnouncedLength(response)
    try {
      for await (const chunk of response.streamingContent) {
        if (exchange.isAborted) break
        if (chunk.byteLength === 0) continue
        announced.count(chunk.byteLength)
        this.#channel.sendBytes(Frame.chunk, id, chunk)
        await exchange.spend(chunk.byteLength)
      }
      if (!exchange.isAborted) announced.end()
      if (!exchange.isAborted) this.#channel.sendEmpty(Frame.end, id)
    } catch (error) {
      this.#channel.sendJson(Frame.broken, id, this.#streamFault(exchange, error))
    }
    this.#finish(exchange, response)
  }

  #streamFault(exchange: AppExchange, error: unknown): Fault {
    const { id, view, route } = exchange.current
    return { kind: 'stream', request: id, view, route, report: debug().describeError(error), text: tracebackOf(error) }
  }

  #finish(exchange: AppExchange, response: HttpResponseBase): void {
    this.#forget(exchange)
    this.#onFinished()
    try {
      if (exchange.recording) this.#recorder?.end(exchange.recording, exchange.request, response)
      response.close()
    } catch (error) {
      console.error(error)
    }
  }

  #forget(exchange: AppExchange): void {
    this.#exchanges.delete(exchange.id)
  }
}

const tooLarge: ResponseHead = {
  status: 413,
  reason: 'Payload Too Large',
  headers: ['Content-Type', 'text/plain; charset=utf-8', 'Connection', 'close'],
}

function headOf(exchange: AppExchange, response: HttpResponseBase): ResponseHead {
  const { view } = exchange.current
  const head = { status: response.statusCode, reason: response.reasonPhrase, headers: response.wireHeaders() }
  return view === null ? head : { ...head, view }
}
