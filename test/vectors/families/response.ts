import type { CookieOptions, HttpResponse, HttpResponseBase, StreamingHttpResponse } from '../../../src/http/index.js'
import * as http from '../../../src/http/index.js'
import { type Family, type Input, perform, runSteps, type Steps, valueOrError } from '../family.js'
import { decode } from '../values.js'

export const response: Family = {
  name: 'response',
  operations: { case: observe },
}

async function observe(input: Input): Promise<unknown> {
  const made = makeResponse(input)
  const results = await runSteps(input.ops, step => perform(responseSteps, made, step))
  return { ...(input.ops === undefined ? {} : { results }), final: await finalFacts(made) }
}

/** A response as a recording describes it: class, positional arguments, keyword arguments. */
export function makeResponse(input: Input): HttpResponseBase {
  const { class: name, args = [], kwargs = {} } = decode(input) as { class: string; args?: unknown[]; kwargs?: object }
  const given = { ...nameArguments(name, args), ...kwargs } as Record<string, unknown>
  const [first] = parameters[name] ?? parameters.HttpResponse!
  const options = Object.fromEntries(
    Object.entries(given)
      .filter(([key]) => key !== first)
      .map(([key, value]) => [camelCase(key), key === 'json_dumps_params' ? camelKeys(value) : value]),
  )
  const Class = classes[name] as new (...values: unknown[]) => HttpResponseBase
  return first === undefined ? new Class(options) : new Class(given[first], options)
}

/** What goes on the wire, and as whose. */
export async function wireFacts(made: HttpResponseBase): Promise<Record<string, unknown>> {
  return {
    class: made.constructor.name,
    status: made.statusCode,
    reason: made.reasonPhrase,
    headers: [...made.items()],
    cookies: Array.from(made.cookies.values(), morsel => morsel.outputString()),
    streaming: made.streaming,
    ...(await bodyOf(made)),
  }
}

/** What the steps of a recording do to a response. */
export const responseSteps: Steps<HttpResponseBase> = {
  set_header: (made, name: string, value: string) => made.setHeader(name, value),
  get_header: (made, name: string) => made.getHeader(name, undefined) ?? missing(name),
  del_header: (made, name: string) => made.deleteHeader(name),
  headers_get: (made, name: string, ...fallback: [unknown]) => made.headers.get(name) ?? fallback[0],
  headers_set: (made, name: string, value: string) => made.headers.set(name, value),
  headers_del: (made, name: string) => made.headers.delete(name),
  headers_pop: (made, name: string, ...fallback: [unknown]) => made.headers.pop(name, ...fallback),
  headers_len: made => made.headers.size,
  headers_eq: (made, other: Record<string, string>) => isSameHeaders(made, other),
  in_headers: (made, name: string) => made.headers.has(name),
  get: (made, name: string, ...alternate: [unknown]) => made.getHeader(name, ...alternate),
  has_header: (made, name: string) => made.hasHeader(name),
  in: (made, name: string) => made.hasHeader(name),
  setdefault: (made, name: string, value: string) => made.setdefault(name, value),
  items: made => [...made.items()],
  write: (made, content: unknown) => made.write(content),
  writelines: (made, lines: Iterable<unknown>) => made.writelines(lines),
  tell: made => made.tell(),
  flush: made => made.flush(),
  getvalue: made => (made as HttpResponse).getvalue(),
  get_attr: (made, name: string) => Reflect.get(made, camelCase(name)),
  set_attr: (made, name: string, value: unknown) => {
    ;(made as unknown as Record<string, unknown>)[camelCase(name)] = value
  },
  has_attr: (made, name: string) => hasAttribute(made, camelCase(name)),
  iterate: made => collect(made as unknown as Iterable<unknown>),
  serialize: made => made.serialize(),
  serialize_headers: made => made.serializeHeaders(),
  repr: made => made.toString(),
  close: made => made.close(),
  readable: made => made.readable(),
  writable: made => made.writable(),
  seekable: made => made.seekable(),
  set_cookie: (made, positional: unknown[], keywords?: object) => setCookie(made, positional, keywords),
  delete_cookie: (made, key: string, keywords?: object) => made.deleteCookie(key, camelKeys(keywords)),
  set_signed_cookie: (made, positional: [string, string], keywords?: object) =>
    made.setSignedCookie(...positional, camelKeys(keywords)),
  cookie_value: (made, key: string) => (made.cookies.get(key) ?? missing(key)).value,
  // An attribute that is not set is an empty string in Python.
  cookie_attr: (made, key: string, name: string) => (made.cookies.get(key) ?? missing(key)).attributes()[name] ?? '',
}

/** `content_type` as `contentType`; `max-age` as `maxAge`. */
export function camelCase(name: string): string {
  return name.replace(/[_-](\w)/g, (_, letter: string) => letter.toUpperCase())
}

/** Keyword arguments under our names. */
export function camelKeys(keywords: unknown = {}): Readonly<Record<string, never>> {
  return Object.fromEntries(
    Object.entries(keywords as Record<string, never>).map(([key, value]) => [camelCase(key), value]),
  )
}

// Django's base class can be made; ours is abstract, and this is the least that one has to add.
class HttpResponseBaseOfTests extends http.HttpResponseBase {
  readonly streaming = null as unknown as boolean
  readonly payload = ''
  readonly streamingContent = []
}
Object.defineProperty(HttpResponseBaseOfTests, 'name', { value: 'HttpResponseBase' })

const classes: Readonly<Record<string, unknown>> = { ...http, HttpResponseBase: HttpResponseBaseOfTests }

// Names of the positional arguments in Django; here the first is positional too, where there is one, and the others
// are options.
const common = ['content_type', 'status', 'reason', 'charset', 'headers']
const parameters: Readonly<Record<string, readonly (string | undefined)[]>> = {
  HttpResponse: ['content', ...common],
  HttpResponseBase: [undefined, ...common],
  StreamingHttpResponse: ['streaming_content', ...common],
  FileResponse: ['streaming_content', ...common],
  HttpResponseRedirect: ['redirect_to', 'preserve_request', 'content', ...common],
  HttpResponsePermanentRedirect: ['redirect_to', 'preserve_request', 'content', ...common],
  HttpResponseNotModified: [undefined, 'content', ...common],
  HttpResponseNotAllowed: ['permitted_methods', 'content', ...common],
  JsonResponse: ['data', 'encoder', 'safe', 'json_dumps_params'],
}

function nameArguments(name: string, args: readonly unknown[]): Record<string, unknown> {
  const names = (parameters[name] ?? parameters.HttpResponse!).filter(parameter => parameter !== undefined)
  return Object.fromEntries(args.map((value, i) => [names[i], value]))
}

async function finalFacts(made: HttpResponseBase): Promise<unknown> {
  const facts = await wireFacts(made)
  const charset = await valueOrError(() => made.charset)
  return {
    ...facts,
    charset,
    ...(made.streaming !== false ? {} : { text: await valueOrError(() => (made as HttpResponse).text) }),
  }
}

async function bodyOf(made: HttpResponseBase): Promise<Record<string, unknown>> {
  if (made.streaming === null) return {}
  if (!made.streaming) return { body: (made as HttpResponse).content }
  const chunks = (await collect((made as StreamingHttpResponse).streamingContent)) as Uint8Array[]
  return { chunks, body: Buffer.concat(chunks) }
}

async function collect(pieces: Iterable<unknown> | AsyncIterable<unknown>): Promise<unknown[]> {
  const collected: unknown[] = []
  for await (const piece of pieces) collected.push(piece)
  return collected
}

function setCookie(made: HttpResponseBase, positional: unknown[], keywords?: object): void {
  const names = ['key', 'value', 'max_age', 'expires', 'path', 'domain', 'secure', 'httponly', 'samesite']
  const given = { ...Object.fromEntries(positional.map((value, i) => [names[i], value])), ...keywords }
  const { key, value, ...options } = camelKeys(given) as unknown as { key: string; value: string } & CookieOptions
  made.setCookie(key, value, options)
}

function isSameHeaders(made: HttpResponseBase, other: Record<string, string>): boolean {
  const lower = (pairs: Iterable<[string, string]>) =>
    JSON.stringify(Array.from(pairs, ([name, value]) => [name.toLowerCase(), value]))
  return lower(made.items()) === lower(Object.entries(other))
}

// A property that Django's class has not is one that throws here.
function hasAttribute(made: HttpResponseBase, name: string): boolean {
  try {
    return Reflect.get(made, name) !== undefined
  } catch {
    return false
  }
}

function missing(name: string): never {
  throw new RangeError(`there is no ${name}`)
}
