import { settings } from '../conf/settings.js'
import { unsignCookie } from '../signing/cookies.js'
import { BadSignature } from '../signing/exceptions.js'
import type { MaxAge } from '../signing/signer.js'
import { decodeText, encodeLatin1, isKnownCharset } from '../utils/charsets.js'
import { MultiValueDict, MultiValueDictKeyError } from '../utils/datastructures.js'
import { escapeUriPath, iriToUri } from '../utils/encoding.js'
import { parseHeaderParameters } from '../utils/http.js'
import { repr } from '../utils/repr.js'
import { urljoin, urlsplit } from '../utils/urlsplit.js'
import { boundaryOf } from './content-type.js'
import { parseCookie } from './cookies.js'
import { BadRequest, DisallowedHost, RawPostDataException, RequestDataTooBig } from './exceptions.js'
import { checkHost, portOf, type ReadMeta, rawHost, schemeOf } from './host.js'
import { MediaType, parseAccept } from './media-type.js'
import { buildMeta, createMeta, findRawHeader, type Meta } from './meta.js'
import { QueryDict } from './querydict.js'
import type { RequestBody } from './request-body.js'
import { HttpHeaders } from './request-headers.js'
import type { RequestSource } from './source.js'
import { pathOf } from './target.js'
import type { UploadedFile } from './uploaded-file.js'

/** How a signed cookie is read. */
export interface SignedCookieOptions extends MaxAge {
  /** As it was given when the cookie was set. */
  readonly salt?: string
}

/** The cookies a client sent, by name; any name is its own, `__proto__` too. */
export type Cookies = { [name: string]: string | undefined }

/**
 * A request, as a view gets it. What can be derived from it is derived when it is read, and most of it may be set.
 * Other parts of a project add their own fields by interface merging.
 * Django: "HttpRequest objects" (https://docs.djangoproject.com/en/stable/ref/request-response/#httprequest-objects).
 */
export class HttpRequest {
  /** In capitals; `null` for a request made without a source. */
  method: string | null
  /** The path below the prefix the application is mounted under, decoded: what URL patterns see. */
  pathInfo: string
  readonly #source: RequestSource | null
  #path: string | undefined
  #meta: Meta | undefined
  #headers: HttpHeaders | undefined
  #get: QueryDict | undefined
  #cookies: Cookies | undefined
  #contentType: readonly [string, ReadonlyMap<string, string>] | undefined
  #encoding: string | null | undefined
  #received: RequestBody | undefined
  #bodyWasRead = false
  #readUpTo = 0
  #readStarted = false
  #post: QueryDict | undefined
  #files: MultiValueDict<UploadedFile> | undefined
  #acceptedTypes: readonly MediaType[] | undefined
  #acceptedByPrecedence: readonly MediaType[] | undefined
  #signal: AbortSignal | undefined

  constructor(source: RequestSource | null = null) {
    this.#source = source
    if (source === null) {
      this.method = null
      this.pathInfo = ''
      return
    }
    this.method = source.method.toUpperCase()
    this.pathInfo = pathOf(source.target)
  }

  /** The whole path, with the prefix the application is mounted under. */
  get path(): string {
    this.#path ??= this.#source === null ? '' : joinPath(this.#scriptName(), this.pathInfo)
    return this.#path
  }

  set path(path: string) {
    this.#path = path
  }

  /** The names CGI has for what is known of this request: `META.REMOTE_ADDR`, `META.HTTP_REFERER`. */
  get META(): Meta {
    this.#meta ??=
      this.#source === null
        ? createMeta()
        : buildMeta(this.#source, this.#scriptName(), this.pathInfo, queryStringOf(this.#source))
    return this.#meta
  }

  set META(meta: Meta) {
    this.#meta = meta
  }

  /** The headers, by name in any case. */
  get headers(): HttpHeaders {
    this.#headers ??= new HttpHeaders(() => this.META)
    return this.#headers
  }

  /** The parameters of the query string. Throws TooManyFieldsSent. */
  get GET(): QueryDict {
    this.#get ??= this.#source === null ? new QueryDict('', { mutable: true }) : this.#parseQueryString()
    return this.#get
  }

  set GET(parameters: QueryDict) {
    this.#get = parameters
  }

  /**
   * The fields of a form that was sent by POST; empty for every other request. Throws what was wrong with the form:
   * MultiPartParserError, TooManyFieldsSent, TooManyFilesSent, RequestDataTooBig, UnreadablePostError, BadRequest.
   */
  get POST(): QueryDict {
    if (this.#post === undefined) this.#loadForm()
    return this.#post!
  }

  set POST(fields: QueryDict) {
    this.#post = fields
  }

  /** The files of a multipart form that was sent by POST. Throws as `POST` does. */
  get FILES(): MultiValueDict<UploadedFile> {
    if (this.#files === undefined) this.#loadForm()
    return this.#files!
  }

  set FILES(files: MultiValueDict<UploadedFile>) {
    this.#files = files
  }

  /** The cookies the client sent; one it did not send is `undefined`. */
  get COOKIES(): Cookies {
    if (this.#cookies === undefined) {
      this.#cookies = Object.create(null) as Cookies
      const header = this.readMeta('HTTP_COOKIE')
      if (header !== undefined)
        for (const [name, value] of parseCookie(latin1ToUtf8(header))) this.#cookies[name] = value
    }
    return this.#cookies
  }

  set COOKIES(cookies: Cookies) {
    this.#cookies = cookies
  }

  /**
   * The value of a cookie that `response.setSignedCookie()` set. Throws MultiValueDictKeyError when there is none,
   * SignatureExpired when it is older than `maxAge` (seconds, or a duration), BadSignature when it is not ours; with a
   * `default`, gives that instead. Django: `HttpRequest.get_signed_cookie()`.
   */
  getSignedCookie(key: string, options?: SignedCookieOptions): string
  getSignedCookie<D>(key: string, options: SignedCookieOptions & { readonly default: D }): string | D
  getSignedCookie(key: string, options: SignedCookieOptions & { readonly default?: unknown } = {}): unknown {
    try {
      const signed = this.COOKIES[key]
      if (signed === undefined) throw new MultiValueDictKeyError(key)
      return unsignCookie(key, signed, options)
    } catch (error) {
      if (!('default' in options)) throw error
      if (error instanceof BadSignature || error instanceof MultiValueDictKeyError) return options.default
      throw error
    }
  }

  /** `http` or `https`, the latter too when a trusted proxy says so (`SECURE_PROXY_SSL_HEADER`). */
  get scheme(): string {
    return schemeOf(this.#metaReader, this.#source?.scheme ?? this.#meta?.['wsgi.url_scheme'] ?? 'http')
  }

  /** Whether `scheme` is `https`. */
  isSecure(): boolean {
    return this.scheme === 'https'
  }

  /** The host the client asked for, whether or not `settings.ALLOWED_HOSTS` has it: anybody's invention. */
  getRawHost(): string {
    return rawHost(this.#metaReader, this.isSecure())
  }

  /** The host the client asked for, with a port where it named one. Throws DisallowedHost (`ALLOWED_HOSTS`). */
  getHost(): string {
    return checkHost(this.getRawHost())
  }

  /** The port the client asked for: the server's own, or X-Forwarded-Port's (`USE_X_FORWARDED_PORT`). */
  getPort(): string {
    return portOf(this.#metaReader)
  }

  /** The path and the query string, encoded again: `/music/bands/?print=true`. */
  getFullPath({ forceAppendSlash = false }: { forceAppendSlash?: boolean } = {}): string {
    return this.#withQuery(this.path, forceAppendSlash)
  }

  /** As `getFullPath`, with `pathInfo` in place of `path`. */
  getFullPathInfo({ forceAppendSlash = false }: { forceAppendSlash?: boolean } = {}): string {
    return this.#withQuery(this.pathInfo, forceAppendSlash)
  }

  /** The address the client asked for, as a `URL` of its own each time. Throws DisallowedHost, as `getHost` does. */
  get url(): URL {
    const address = this.buildAbsoluteUri()
    if (!URL.canParse(address)) throw new DisallowedHost(`Invalid HTTP_HOST header: ${repr(this.getRawHost())}.`)
    return new URL(address)
  }

  /**
   * Aborted when the client goes away before it has its answer: for `fetch(…, { signal: request.signal })` and for
   * whatever else there is no use in going on with.
   */
  get signal(): AbortSignal {
    this.#signal ??= this.#source?.signal ?? new AbortController().signal
    return this.#signal
  }

  /** `location` as an address of its own, relative to this request; this request's own when none is given. */
  buildAbsoluteUri(location: string | { toString(): string } | null = null): string {
    // Two slashes in front keep a path that begins with two from being read as a host.
    const target = location === null ? `//${this.getFullPath()}` : String(location)
    const { scheme, netloc, path } = urlsplit(target)
    if (scheme !== '' && netloc !== '') return iriToUri(target)
    const isPlain = path.startsWith('/') && scheme === '' && netloc === '' && !/\/\.\.?\//.test(path)
    const origin = `${this.scheme}://${this.getHost()}`
    return iriToUri(isPlain ? origin + target.replace(/^\/\//, '') : urljoin(origin + this.path, target))
  }

  /** The Content-Type without its parameters, in lower case; `''` when there is none. */
  get contentType(): string | null {
    return this.#source === null ? null : this.#parsedContentType()[0]
  }

  /** The parameters of the Content-Type. */
  get contentParams(): ReadonlyMap<string, string> | null {
    return this.#source === null ? null : this.#parsedContentType()[1]
  }

  /** The Content-Type as it came. @internal */
  get rawContentType(): string {
    return this.readMeta('CONTENT_TYPE') ?? ''
  }

  /** The Content-Length as it came. @internal */
  get rawContentLength(): string | undefined {
    return this.readMeta('CONTENT_LENGTH')
  }

  /**
   * The charset of what the client sent; `null` stands for `settings.DEFAULT_CHARSET`. Setting it has GET and POST
   * parsed again.
   */
  get encoding(): string | null {
    if (this.#encoding === undefined) {
      const charset = this.contentParams?.get('charset')
      this.#encoding = charset !== undefined && isKnownCharset(charset) ? charset : null
    }
    return this.#encoding
  }

  set encoding(encoding: string | null) {
    this.#encoding = encoding
    this.#get = undefined
    this.#post = undefined
  }

  /**
   * The body, raw. Throws RequestDataTooBig beyond `settings.DATA_UPLOAD_MAX_MEMORY_SIZE`, UnreadablePostError when
   * the client went away, RawPostDataException when it has been taken apart into POST and FILES.
   */
  get body(): Uint8Array {
    this.#refuseDeclaredLength()
    if (this.#received === undefined) return new Uint8Array(0)
    const isTaken = this.#readStarted || (this.#received.isForm && this.#files !== undefined)
    if (isTaken && !this.#bodyWasRead) {
      throw new RawPostDataException("You cannot access body after reading from request's data stream")
    }
    const bytes = this.#received.bytes()
    this.#bodyWasRead = true
    return bytes
  }

  /** The body as text, in `encoding`. */
  text(): string {
    return decodeText(this.body, this.encoding ?? settings.DEFAULT_CHARSET)
  }

  /** The body as JSON. Throws SyntaxError when it is none. */
  json(): unknown {
    return JSON.parse(this.text())
  }

  /**
   * The next `size` bytes of the body, or all that are left. Once something was read, `body` cannot be had any more,
   * unless it was had before.
   */
  read(size?: number): Uint8Array {
    const bytes = this.#startReading()
    const start = this.#readUpTo
    this.#readUpTo = size === undefined || size < 0 ? bytes.length : Math.min(bytes.length, start + size)
    return bytes.subarray(start, this.#readUpTo)
  }

  /** The next line of the body with its line end, at most `size` bytes of it; empty at the end. */
  readline(size?: number): Uint8Array {
    const bytes = this.#startReading()
    const at = bytes.indexOf(0x0a, this.#readUpTo)
    const length = (at === -1 ? bytes.length : at + 1) - this.#readUpTo
    return this.read(size === undefined || size < 0 ? length : Math.min(size, length))
  }

  /** The lines of the body that are left. */
  readlines(): Uint8Array[] {
    const lines: Uint8Array[] = []
    for (let line = this.readline(); line.length > 0; line = this.readline()) lines.push(line)
    return lines
  }

  /**
   * The body as it arrives, for views marked with `rawBody()`; for others all of it at once. It can be read once.
   * Throws UnreadablePostError when the client goes away, RequestDataTooBig beyond what `maxBody()` allows.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#received === undefined || this.#readStarted) return
    this.#readStarted = true
    yield* this.#received.stream()
  }

  /** Whether a body was handed over. @internal */
  get hasReceived(): boolean {
    return this.#received !== undefined
  }

  /** Removes the temporary files of an upload; whoever runs the application does that when the request is over. */
  close(): void {
    this.#received?.close()
  }

  /** What the Accept header asks for, the most wanted first. */
  get acceptedTypes(): readonly MediaType[] {
    this.#acceptedTypes ??= parseAccept(this.readMeta('HTTP_ACCEPT') ?? '*/*')
    return this.#acceptedTypes
  }

  /** As `acceptedTypes`, the most exact first. */
  get acceptedTypesByPrecedence(): readonly MediaType[] {
    this.#acceptedByPrecedence ??= [...this.acceptedTypes].sort(
      (a, b) => b.specificity - a.specificity || b.quality - a.quality,
    )
    return this.#acceptedByPrecedence
  }

  /** The accepted type that fits `mediaType` best, or `null`. */
  acceptedType(mediaType: string): MediaType | null {
    const wanted = new MediaType(mediaType)
    return this.acceptedTypesByPrecedence.find(accepted => wanted.match(accepted)) ?? null
  }

  /** Whether the client takes an answer of this type. */
  accepts(mediaType: string): boolean {
    return this.acceptedType(mediaType) !== null
  }

  /** Of `mediaTypes`, the one the client likes best, or `null` when it takes none. */
  getPreferredType(mediaTypes: readonly string[]): string | null {
    let best: string | null = null
    let bestRank = Number.POSITIVE_INFINITY
    for (const mediaType of mediaTypes) {
      const accepted = this.acceptedType(mediaType)
      const rank = accepted === null ? Number.POSITIVE_INFINITY : this.acceptedTypes.indexOf(accepted)
      if (rank < bestRank) [best, bestRank] = [mediaType, rank]
    }
    return best
  }

  /** As Django prints it: `<HttpRequest: GET '/articles/'>`. */
  toString(): string {
    const path = this.method === null ? '' : this.getFullPath()
    return path === '' ? `<${this.constructor.name}>` : `<${this.constructor.name}: ${this.method} ${repr(path)}>`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** Takes the body, once. @internal */
  acceptBody(body: RequestBody): void {
    this.#received = body
  }

  /** One META value; straight from the wire as long as nobody needed all of META. @internal */
  readMeta(name: string): string | undefined {
    if (this.#meta !== undefined || this.#source === null) return this.META[name]
    const header = wireNames.get(name)
    return header === undefined ? this.META[name] : findRawHeader(this.#source.rawHeaders, header)
  }

  get #metaReader(): ReadMeta {
    return name => this.readMeta(name)
  }

  #scriptName(): string {
    return settings.FORCE_SCRIPT_NAME ?? this.#source?.scriptName ?? ''
  }

  #parseQueryString(): QueryDict {
    const query = queryStringOf(this.#source!)
    const raw = /^[\0-\x7f]*$/.test(query) ? query : toBytes(query)
    return new QueryDict(raw, { encoding: this.encoding })
  }

  #parsedContentType(): readonly [string, ReadonlyMap<string, string>] {
    this.#contentType ??= parseHeaderParameters(this.rawContentType)
    return this.#contentType
  }

  #withQuery(path: string, forceAppendSlash: boolean): string {
    const slash = forceAppendSlash && !path.endsWith('/') ? '/' : ''
    const query =
      this.#meta === undefined && this.#source !== null ? queryStringOf(this.#source) : (this.META.QUERY_STRING ?? '')
    return escapeUriPath(path) + slash + (query === '' ? '' : `?${iriToUri(query)}`)
  }

  // What came is measured when it comes; this is about what was announced.
  #refuseDeclaredLength(): void {
    const text = this.readMeta('CONTENT_LENGTH') || '0'
    const length = /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : Number.NaN
    if (Number.isNaN(length)) throw new RangeError(`The Content-Length ${repr(text)} is no whole number.`)
    const limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if (limit === null || length <= limit) return
    throw new RequestDataTooBig('Request body exceeded settings.DATA_UPLOAD_MAX_MEMORY_SIZE.')
  }

  #startReading(): Uint8Array {
    if (this.#received === undefined) return new Uint8Array(0)
    this.#readStarted = true
    return this.#received.bytes()
  }

  #loadForm(): void {
    if (this.#source === null) {
      this.#post ??= new QueryDict('', { mutable: true })
      this.#files ??= new MultiValueDict()
      return
    }
    // What was read as a stream is no form any more.
    const isPost = this.method === 'POST' && (!this.#readStarted || this.#bodyWasRead)
    if (isPost && this.contentType === 'multipart/form-data') this.#loadMultipart()
    else if (isPost && this.contentType === 'application/x-www-form-urlencoded') this.#loadUrlencoded()
    else {
      this.#post = new QueryDict('', { encoding: this.encoding })
      this.#files = new MultiValueDict()
    }
  }

  #loadMultipart(): void {
    const received = this.#received
    // Emptied first: who shows this request in an error page reads POST again, and has to get something.
    this.#post = new QueryDict('', { encoding: this.encoding })
    this.#files = new MultiValueDict()
    if (received === undefined) {
      boundaryOf(this.rawContentType) // there is nothing to divide by it, but what is wrong is wrong
      return
    }
    const { post, files } = received.form(this.encoding ?? settings.DEFAULT_CHARSET)
    this.#post = post
    this.#files = files
  }

  #loadUrlencoded(): void {
    // RFC 1866: this type has no charset, it is UTF-8.
    if (this.encoding !== null && this.encoding.toLowerCase() !== 'utf-8') {
      throw new BadRequest(
        "HTTP requests with the 'application/x-www-form-urlencoded' content type must be UTF-8 encoded.",
      )
    }
    this.#post = new QueryDict(this.body, { encoding: 'utf-8' })
    this.#files = new MultiValueDict()
  }
}

// META names of single headers that are read without building META, and what they are called on the wire.
const wireNames = new Map([
  ['HTTP_HOST', 'host'],
  ['HTTP_COOKIE', 'cookie'],
  ['HTTP_ACCEPT', 'accept'],
  ['HTTP_ORIGIN', 'origin'],
  ['HTTP_REFERER', 'referer'],
  ['HTTP_USER_AGENT', 'user-agent'],
  ['HTTP_X_CSRFTOKEN', 'x-csrftoken'],
  ['HTTP_X_FORWARDED_HOST', 'x-forwarded-host'],
  ['HTTP_X_FORWARDED_PORT', 'x-forwarded-port'],
  ['HTTP_X_FORWARDED_PROTO', 'x-forwarded-proto'],
  ['CONTENT_TYPE', 'content-type'],
  ['CONTENT_LENGTH', 'content-length'],
])

function queryStringOf({ target }: RequestSource): string {
  const at = target.indexOf('?')
  return at === -1 ? '' : target.slice(at + 1)
}

function joinPath(scriptName: string, pathInfo: string): string {
  if (scriptName === '' && pathInfo.startsWith('/')) return pathInfo
  return `${scriptName.replace(/(?<!\/)\/+$/, '')}/${pathInfo.replace('/', '')}`
}

// Header values come as one character per byte; cookies are UTF-8.
function latin1ToUtf8(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text : decodeText(toBytes(text), 'utf-8')
}

function toBytes(text: string): Uint8Array {
  return /^[\0-\xff]*$/.test(text) ? encodeLatin1(text) : new TextEncoder().encode(text)
}
