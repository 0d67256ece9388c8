import { settings } from '../conf/settings.js'
import { toBytes } from '../http/content.js'
import { SimpleCookie } from '../http/cookies.js'
import { iriToUri } from '../utils/encoding.js'
import { urlencode } from '../utils/http.js'
import { DjangoJSONEncoder } from '../utils/json.js'
import { urlsplit } from '../utils/urlsplit.js'
import { setupOnce } from './environment.js'
import { BOUNDARY, encodeMultipart, type FormFields, MULTIPART_CONTENT } from './form-data.js'
import { type Environ, type PreparedRequest, prepare } from './prepared-request.js'

/** A query string, or what it is made of: a list for names that come several times. */
export type QueryData = string | FormFields | Readonly<Record<string, unknown>>

/** The body of a request: a form's fields, text, bytes, or what becomes JSON under such a content type. */
export type RequestData = FormFields | string | Uint8Array | object

/** How one request is made. */
export interface RequestOptions {
  readonly headers?: Readonly<Record<string, string>>
  /** For the query string. Throws RangeError (Python's ValueError) together with the data of a GET or HEAD. */
  readonly queryParams?: QueryData
  /** Whether it comes over https. */
  readonly secure?: boolean
  /** Of the body. */
  readonly contentType?: string
  /** What CGI says beside the headers: `{ REMOTE_ADDR: '10.0.0.1' }`. Django: the keyword arguments `**extra`. */
  readonly environ?: Environ
}

/** How one request of a client is made. */
export interface ClientRequestOptions extends RequestOptions {
  /** Whether redirects are followed; `response.redirectChain` tells which there were. */
  readonly follow?: boolean
}

/** What holds for every request of a factory or a client. */
export interface RequestDefaults {
  readonly headers?: Readonly<Record<string, string>>
  readonly queryParams?: QueryData
  readonly environ?: Environ
  /** Writes the JSON of bodies. */
  readonly jsonEncoder?: new () => { encode(value: unknown): string }
}

/** The request methods of RequestFactory and Client, which differ in what becomes of a request. */
export abstract class RequestMethods<Result, Options extends RequestOptions> {
  /** What is sent with every request; a client adds what responses set. */
  cookies = new SimpleCookie()
  protected readonly defaults: RequestDefaults

  constructor(defaults: RequestDefaults = {}) {
    this.defaults = defaults
    setupOnce()
  }

  /** A request with any method. */
  abstract generic(method: string, path: string, data?: RequestData, options?: Options): Result

  /** `data` is for the query string. */
  get(path: string, data?: QueryData | null, options?: Options): Result {
    return this.generic('GET', path, '', withQuery(data, options))
  }

  /** `data` is for the query string. */
  head(path: string, data?: QueryData | null, options?: Options): Result {
    return this.generic('HEAD', path, '', withQuery(data, options))
  }

  /** `data` are the fields of a form (`multipart/form-data`), unless `contentType` says otherwise. */
  post(path: string, data?: RequestData | null, options?: Options): Result {
    return this.generic('POST', path, data ?? {}, { contentType: MULTIPART_CONTENT, ...options } as Options)
  }

  put(path: string, data: RequestData = '', options?: Options): Result {
    return this.generic('PUT', path, data, options)
  }

  patch(path: string, data: RequestData = '', options?: Options): Result {
    return this.generic('PATCH', path, data, options)
  }

  delete(path: string, data: RequestData = '', options?: Options): Result {
    return this.generic('DELETE', path, data, options)
  }

  options(path: string, data: RequestData = '', options?: Options): Result {
    return this.generic('OPTIONS', path, data, options)
  }

  trace(path: string, options?: Options): Result {
    return this.generic('TRACE', path, '', options)
  }

  protected prepare(method: string, path: string, data: RequestData, options: RequestOptions = {}): PreparedRequest {
    const { contentType = 'application/octet-stream', secure = false } = options
    const { defaults } = this
    const parsed = urlsplit(path)
    const body = this.#encode(data, contentType)
    const queryParams = options.queryParams ?? defaults.queryParams
    return prepare({
      method,
      path: iriToUri(parsed.path),
      query: queryParams === undefined ? parsed.query : queryString(queryParams) || parsed.query,
      headers: defaults.headers === undefined ? (options.headers ?? {}) : { ...defaults.headers, ...options.headers },
      secure,
      environ: defaults.environ === undefined ? (options.environ ?? {}) : { ...defaults.environ, ...options.environ },
      body: body.length === 0 ? null : body,
      contentType: contentType === 'multipart/form-data' ? MULTIPART_CONTENT : contentType,
      cookie: cookieHeader(this.cookies),
    })
  }

  #encode(data: RequestData, contentType: string): Uint8Array {
    if (typeof data === 'string') return toBytes(data, charsetOf(contentType))
    if (data instanceof Uint8Array) return data
    if (/^multipart\/form-data\b/.test(contentType)) return encodeMultipart(boundaryOf(contentType), data as FormFields)
    if (/^application\/x-www-form-urlencoded\b/.test(contentType)) return toBytes(queryString(data), 'utf-8')
    if (/^application\/(.+\+)?json/.test(contentType)) return toBytes(this.#json(data), 'utf-8')
    throw new TypeError(`${JSON.stringify(contentType)} cannot be made of an object: give its text or its bytes.`)
  }

  #json(data: object): string {
    const { jsonEncoder: Encoder = DjangoJSONEncoder } = this.defaults
    return new Encoder().encode(data)
  }
}

function withQuery<Options extends RequestOptions>(data: QueryData | null | undefined, options?: Options): Options {
  const isGiven = data !== undefined && data !== null && queryString(data) !== ''
  if (!isGiven) return (options ?? {}) as Options
  if (options?.queryParams !== undefined && queryString(options.queryParams) !== '') {
    throw new RangeError('queryParams and data arguments are mutually exclusive.')
  }
  return { ...options, queryParams: data } as Options
}

/** The text of a query string. */
export function queryString(data: QueryData | object): string {
  return typeof data === 'string' ? data.replace(/^\?/, '') : urlencode(data as never, true)
}

function charsetOf(contentType: string): string {
  return /.*; charset=([\w-]+);?/.exec(contentType)?.[1] ?? settings.DEFAULT_CHARSET
}

function boundaryOf(contentType: string): string {
  return /;\s*boundary="?([^";]+)/.exec(contentType)?.[1] ?? BOUNDARY
}

// In order, so that it does not depend on which was set first.
function cookieHeader(cookies: SimpleCookie): string {
  if (cookies.size === 0) return ''
  return Array.from(cookies.values(), ({ key, codedValue }) => `${key}=${codedValue}`)
    .sort()
    .join('; ')
}
