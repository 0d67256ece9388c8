import * as http from '../../../src/http/index.js'
import { HttpHeaders, HttpRequest, MediaType } from '../../../src/http/index.js'
import { receiveBody } from '../../../src/http/receive.js'
import { type Family, type Input, perform, runSteps, type Steps } from '../family.js'
import { decode } from '../values.js'

export const request: Family = {
  name: 'request',
  operations: {
    case: observe,
    split_domain_port: call(http.splitDomainPort),
    validate_host: call(http.validateHost),
    parse_header_name: call(HttpHeaders.parseHeaderName),
    to_wsgi_name: call(HttpHeaders.toWsgiName),
    to_asgi_name: call(HttpHeaders.toAsgiName),
    get_script_name: call(http.getScriptName),
    LimitedStream: readLimited,
    MediaType: ({ args }) => ({ value: describeMediaType(new MediaType(...(decode(args) as [string]))) }),
    'MediaType.match': ({ args }) => ({ value: matches(...(decode(args) as [string, string])) }),
    HttpHeaders: ({ args }) => ({ value: [...new HttpHeaders(...(decode(args) as [Record<string, string>]))].sort() }),
  },
}

// What a server lets through of a body is as long as Content-Length says.
async function readLimited(input: Input): Promise<unknown> {
  const [bytes, limit] = decode(input.args) as [Uint8Array, number]
  const made = new HttpRequest({ method: 'POST', target: '/', rawHeaders: ['Content-Length', String(limit)] })
  await receiveBody(made, chunksOf(bytes.subarray(0, limit)))
  const results = await runSteps(input.ops, step => perform(requestSteps, made, step))
  return { value: results.map(result => ('value' in result ? result.value : result)) }
}

async function* chunksOf(...chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks
}

/** A function of ours called with the arguments of the case. */
export function call(fn: (...args: never[]) => unknown): (input: Input) => unknown {
  return ({ args }) => ({ value: fn(...(decode(args) as never[])) })
}

async function observe(input: Input): Promise<unknown> {
  const made = input.request_class === 'HttpRequest' ? bareRequest(input) : wsgiRequest(input)
  if (input.body !== undefined || input.broken_input) await receiveBody(made, bodyOf(made, input))
  return { results: await runSteps(input.ops, step => perform(requestSteps, made, step)) }
}

function bareRequest({ META = {}, path, path_info, method }: Input): HttpRequest {
  const made = new HttpRequest()
  for (const [name, value] of Object.entries(META as object)) made.META[name] = String(value)
  if (path !== undefined) made.path = String(path)
  if (path_info !== undefined) made.pathInfo = String(path_info)
  if (method !== undefined) made.method = String(method)
  return made
}

// Django has one class for each protocol of servers, and their names are in what they print.
class WSGIRequest extends HttpRequest {}

type Environ = Readonly<Record<string, string | undefined>>

/** A request as the client of a WSGI environ must have sent it. */
export function wsgiRequest({ environ = {}, body, no_content_length }: Input): HttpRequest {
  const env = decode(environ) as Environ
  const query = env.QUERY_STRING ? `?${env.QUERY_STRING}` : ''
  const length =
    body === undefined || no_content_length ? {} : { CONTENT_LENGTH: String((decode(body) as Uint8Array).length) }
  return new WSGIRequest({
    method: env.REQUEST_METHOD ?? 'GET',
    target: encodePath(env.PATH_INFO ?? '/') + query,
    rawHeaders: Object.entries({ ...length, ...env }).flatMap(([name, value]) => headerOf(name, String(value))),
    scheme: env['wsgi.url_scheme'] as 'http',
    serverName: env.SERVER_NAME,
    serverPort: env.SERVER_PORT,
    scriptName: http.getScriptName(env),
  })
}

// WSGI has the bytes of a decoded path, one character each.
function encodePath(path: string): string {
  return path.replace(/[^!$&'()*+,\-./0-9:;=@A-Z[\]^_a-z|~]/g, character => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
  })
}

function headerOf(name: string, value: string): string[] {
  if (name.startsWith('HTTP_')) return [name.slice(5).replaceAll('_', '-'), value]
  return name === 'CONTENT_TYPE' || name === 'CONTENT_LENGTH' ? [name.replace('_', '-'), value] : []
}

// A message without Content-Length (and without chunks, which WSGI does not know) has no body: RFC 9112 section 6.3.
async function* bodyOf(made: HttpRequest, { body, broken_input }: Input): AsyncGenerator<Uint8Array> {
  if (broken_input) throw new Error('the connection is broken')
  const length = Number(made.META.CONTENT_LENGTH ?? 0)
  yield (decode(body) as Uint8Array).subarray(0, Number.isInteger(length) ? length : 0)
}

/** What the steps of a recording read from a request. */
export const requestSteps: Steps<HttpRequest> = {
  get_host: made => made.getHost(),
  _get_raw_host: made => made.getRawHost(),
  get_port: made => made.getPort(),
  scheme: made => made.scheme,
  is_secure: made => made.isSecure(),
  path: made => made.path,
  path_info: made => made.pathInfo,
  method: made => made.method,
  get_full_path: made => made.getFullPath(),
  get_full_path_info: made => made.getFullPathInfo(),
  get_full_path_slash: made => made.getFullPath({ forceAppendSlash: true }),
  build_absolute_uri: (made, ...location: [string]) => made.buildAbsoluteUri(...location),
  GET: made => made.GET,
  POST: made => made.POST,
  FILES_len: made => made.FILES.size,
  COOKIES: made => Object.entries(made.COOKIES),
  META: (made, name: string) => made.META[name],
  headers: made => [...made.headers].sort(),
  header_get: (made, name: string, ...fallback: [unknown]) => made.headers.get(name, ...fallback),
  header_in: (made, name: string) => made.headers.has(name),
  encoding: made => made.encoding,
  set_encoding: (made, encoding: string) => {
    made.encoding = encoding
  },
  content_type: made => made.contentType,
  content_params: made => made.contentParams,
  body: made => made.body,
  read: (made, ...size: [number]) => made.read(...size),
  readline: (made, ...size: [number]) => made.readline(...size),
  readlines: made => made.readlines(),
  iterate: made => made.readlines(),
  accepts: (made, mediaType: string) => made.accepts(mediaType),
  accepted_types: made => made.acceptedTypes.map(String),
  accepted_types_by_precedence: made => made.acceptedTypesByPrecedence.map(String),
  accepted_type: (made, mediaType: string) => describeAccepted(made.acceptedType(mediaType)),
  get_preferred_type: (made, mediaTypes: string[]) => made.getPreferredType(mediaTypes),
  repr: made => made.toString(),
}

function describeAccepted(type: MediaType | null): unknown {
  return type === null ? null : { str: String(type), quality: type.quality, specificity: type.specificity }
}

function describeMediaType(type: MediaType): unknown {
  return {
    main_type: type.mainType,
    sub_type: type.subType,
    params: type.params,
    range_params: type.rangeParams,
    str: String(type),
    quality: type.quality,
    specificity: type.specificity,
  }
}

function matches(type: string, other: string): boolean {
  return new MediaType(type).match(other)
}
