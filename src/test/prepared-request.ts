import { settings } from '../conf/settings.js'
import { CollectedBody, FormBody } from '../http/body.js'
import { boundaryOf } from '../http/content-type.js'
import { parseHeaderName, toWsgiName } from '../http/meta.js'
import { MultipartParser } from '../http/multipart.js'
import { HttpRequest } from '../http/request.js'
import type { RequestSource } from '../http/source.js'
import { MemoryFileUploadHandler } from '../http/uploads/memory.js'

/** A request as an adapter would hand it over, not made yet. */
export interface PreparedRequest {
  readonly source: RequestSource
  readonly body: Uint8Array | null
  /** Entries of META that no source has. */
  readonly meta: Readonly<Record<string, string>>
}

/** The names CGI has for what can be said of a request beside its headers. */
export type Environ = Readonly<Record<string, string>>

/** What a request is made of. */
export interface RequestParts {
  readonly method: string
  /** Encoded, without its query. */
  readonly path: string
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly secure: boolean
  readonly environ: Environ
  readonly body: Uint8Array | null
  readonly contentType: string
  /** The value of the Cookie header; `''`: none. */
  readonly cookie: string
}

/** Puts the parts together; what `environ` says wins, as in Django. */
export function prepare(parts: RequestParts): PreparedRequest {
  const { environ, secure } = parts
  const query = environ.QUERY_STRING ?? parts.query
  const scheme = environ['wsgi.url_scheme'] ?? (secure ? 'https' : 'http')
  return {
    source: {
      method: environ.REQUEST_METHOD ?? parts.method,
      target: `${parts.path || '/'}${query === '' ? '' : `?${query}`}`,
      rawHeaders: rawHeadersOf(parts),
      scheme: scheme === 'https' ? 'https' : 'http',
      protocol: environ.SERVER_PROTOCOL ?? 'HTTP/1.1',
      remoteAddress: environ.REMOTE_ADDR ?? '127.0.0.1',
      serverName: environ.SERVER_NAME ?? 'testserver',
      serverPort: environ.SERVER_PORT ?? (secure ? '443' : '80'),
      scriptName: environ.SCRIPT_NAME ?? '',
    },
    body: parts.body,
    meta: Object.fromEntries(Object.entries(environ).filter(([name]) => !isOfSource(name))),
  }
}

/** The request, without its body. */
export function makeRequest({ source, meta }: PreparedRequest): HttpRequest {
  const request = new HttpRequest(source)
  for (const name in meta) request.META[name] = meta[name]
  return request
}

/** Gives a request its body at once; files of a form stay in memory, however large. */
export function giveBody(request: HttpRequest, bytes: Uint8Array): void {
  const isForm = request.method === 'POST' && request.contentType === 'multipart/form-data'
  const body = isForm ? new FormBody(parserFor(request)) : new CollectedBody()
  void body.write(bytes)
  void body.end()
  request.acceptBody(body)
}

function parserFor(request: HttpRequest): MultipartParser {
  const encoding = request.encoding ?? settings.DEFAULT_CHARSET
  return new MultipartParser(boundaryOf(request.rawContentType), [new AlwaysInMemory(request)], encoding)
}

class AlwaysInMemory extends MemoryFileUploadHandler {
  override activated = true
}

const ofSource = new Set([
  'QUERY_STRING',
  'REMOTE_ADDR',
  'REQUEST_METHOD',
  'SCRIPT_NAME',
  'SERVER_NAME',
  'SERVER_PORT',
  'SERVER_PROTOCOL',
  'wsgi.url_scheme',
])

function isOfSource(name: string): boolean {
  return ofSource.has(name) || parseHeaderName(name) !== null
}

function rawHeadersOf({ headers, environ, body, contentType, cookie }: RequestParts): string[] {
  const raw: string[] = []
  const given = new Set(Object.keys(environ))
  const add = (name: string, value: string) => {
    if (!given.has(toWsgiName(name))) raw.push(name, value)
  }
  for (const name in headers) add(name, String(headers[name]))
  for (const name in headers) given.add(toWsgiName(name))
  if (cookie !== '') add('Cookie', cookie)
  if (body !== null) {
    add('Content-Length', String(body.length))
    add('Content-Type', contentType)
  }
  for (const name in environ) {
    const header = parseHeaderName(name)
    if (header !== null) raw.push(header, environ[name]!)
  }
  return raw
}
