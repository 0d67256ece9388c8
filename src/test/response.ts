import { concatBytes } from '../http/content.js'
import type { HttpRequest } from '../http/request.js'
import { HttpResponse } from '../http/response.js'
import type { HttpResponseBase } from '../http/response-base.js'
import type { BoundTemplate, Context } from '../template/context.js'
import type { ResolverMatch } from '../urls/match.js'
import type { ContextList } from './context-list.js'
import type { ClientRequestOptions, RequestMethods } from './request-methods.js'

/** Where a redirect led, and with which status. */
export type Redirect = readonly [url: string, statusCode: number]

/** The client that got a response, as the response knows it. */
export interface AskingClient extends RequestMethods<Promise<ClientResponse>, ClientRequestOptions> {
  /** What its last request was made with: `toRedirectTo` asks for the page with the same. */
  readonly lastOptions: ClientRequestOptions
}

/** What a request was made with, by the names that CGI has. */
export type RequestFacts = Readonly<Record<string, string>>

/** What a client adds to a response. */
export interface ClientFacts {
  readonly client: AskingClient
  readonly request: RequestFacts
  /** The request that the views saw. */
  readonly wsgiRequest: HttpRequest
  /** The templates that were rendered, in order: included and extended ones too. */
  readonly templates: readonly BoundTemplate[]
  /** The context of the template, or those of all; `null` when none was rendered. */
  readonly context: Context | ContextList | null
  /** What a view threw, when `raiseRequestException` is off. Django: `exc_info`. */
  readonly exception?: unknown
}

/** A response as a client gives it to a test. Django: "Testing responses". */
export interface ClientResponse extends HttpResponseBase, ClientFacts {
  /** The body as bytes. Of a response that streams, see `read()`. */
  readonly content: Uint8Array
  /** The body as text, in the charset of the response. */
  readonly text: string
  /** Where a redirect leads. */
  readonly url: string
  /** The redirects that were followed, when that was asked for. */
  readonly redirectChain?: readonly Redirect[]
  /** Which pattern the URL matched; `null` when none did, or nobody looked. */
  readonly resolverMatch: ResolverMatch | null
  /** The body as JSON. Throws RangeError (Python's ValueError) when its Content-Type says that it is none. */
  json(): unknown
  /** The whole body, also of a response that streams. */
  read(): Promise<Uint8Array>
}

/** The response with what a client knows of it, its body as a server would send it. */
export function asClientResponse(response: HttpResponseBase, facts: ClientFacts): ClientResponse {
  const { wsgiRequest } = facts
  if (!hasBody(wsgiRequest, response)) removeBody(response)
  if (response.streaming) closeAtEnd(response)
  else response.close()
  let parsed: unknown
  const added = {
    ...facts,
    resolverMatch: wsgiRequest.resolverMatch,
    json: () => {
      parsed ??= parseJson(response)
      return parsed
    },
    read: () => readAll(response),
  }
  // Defined, because a response may have getters of these names.
  for (const [name, value] of Object.entries(added)) {
    Object.defineProperty(response, name, { value, writable: true, configurable: true, enumerable: false })
  }
  return response as ClientResponse
}

/** What a request is answered with whose body is larger than its view takes. */
export function tooLarge(status: number): HttpResponse {
  return new HttpResponse('', { status })
}

function hasBody({ method }: HttpRequest, { statusCode }: HttpResponseBase): boolean {
  return method !== 'HEAD' && statusCode >= 200 && statusCode !== 204 && statusCode !== 304
}

function removeBody(response: HttpResponseBase): void {
  if (response instanceof HttpResponse) response.content = ''
  else replaceStream(response, [])
}

// As a server closes it: when all of it was read.
function closeAtEnd(response: HttpResponseBase): void {
  const content = response.streamingContent
  replaceStream(response, Symbol.asyncIterator in content ? closing(content, response) : closingSync(content, response))
}

function replaceStream(response: HttpResponseBase, content: object): void {
  Object.defineProperty(response, 'streamingContent', { value: content, writable: true, configurable: true })
}

async function* closing(content: AsyncIterable<Uint8Array>, response: HttpResponseBase) {
  try {
    yield* content
  } finally {
    response.close()
  }
}

function* closingSync(content: Iterable<Uint8Array>, response: HttpResponseBase) {
  try {
    yield* content
  } finally {
    response.close()
  }
}

async function readAll(response: HttpResponseBase): Promise<Uint8Array> {
  if (response instanceof HttpResponse) return response.content
  const chunks: Uint8Array[] = []
  for await (const chunk of response.streamingContent) chunks.push(chunk)
  return concatBytes(chunks)
}

function parseJson(response: HttpResponseBase): unknown {
  const contentType = response.getHeader('Content-Type')
  if (!/^application\/(.+\+)?json/.test(contentType ?? '')) {
    throw new RangeError(`Content-Type header is "${contentType}", not "application/json"`)
  }
  return JSON.parse((response as HttpResponse).text)
}
