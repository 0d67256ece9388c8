import * as cache from '../../../src/http/cache.js'
import { HttpRequest, type HttpResponse } from '../../../src/http/index.js'
import * as duration from '../../../src/utils/duration.js'
import * as encoding from '../../../src/utils/encoding.js'
import * as utils from '../../../src/utils/http.js'
import { DjangoJSONEncoder } from '../../../src/utils/json.js'
import * as text from '../../../src/utils/text.js'
import { type Family, type Input, type Operation, perform, type Step } from '../family.js'
import { decode } from '../values.js'
import { camelKeys, makeResponse, responseSteps, wireFacts } from './response.js'

export const httputils: Family = {
  name: 'httputils',
  operations: {
    urlencode: withNames(utils.urlencode, 'query', 'doseq'),
    int_to_base36: plain(utils.intToBase36),
    base36_to_int: plain(utils.base36ToInt),
    urlsafe_base64_encode: plain(utils.urlsafeBase64Encode),
    urlsafe_base64_decode: plain(utils.urlsafeBase64Decode),
    url_has_allowed_host_and_scheme: withOptions(utils.urlHasAllowedHostAndScheme, 2),
    is_same_domain: plain(utils.isSameDomain),
    parse_etags: plain(utils.parseEtags),
    quote_etag: plain(utils.quoteEtag),
    http_date: plain(utils.httpDate),
    parse_http_date: plain(utils.parseHttpDate),
    parse_http_date_safe: plain(utils.parseHttpDateSafe),
    escape_leading_slashes: plain(utils.escapeLeadingSlashes),
    parse_header_parameters: plain(parseHeaderParameters),
    content_disposition_header: plain(utils.contentDispositionHeader),
    filepath_to_uri: plain(encoding.filepathToUri),
    iri_to_uri: plain(encoding.iriToUri),
    uri_to_iri: plain(encoding.uriToIri),
    escape_uri_path: plain(encoding.escapeUriPath),
    repercent_broken_unicode: plain(encoding.repercentBrokenUnicode),
    punycode: plain(encoding.punycode),
    slugify: withOptions(text.slugify, 1),
    get_valid_filename: plain(text.getValidFilename),
    duration_string: plain(duration.durationString),
    duration_iso_string: plain(duration.durationIsoString),
    DjangoJSONEncoder: plain(encodeJson),
    patch_vary_headers: onResponse(cache.patchVaryHeaders),
    patch_cache_control: onResponse((response, ...rest: [object?]) =>
      cache.patchCacheControl(response, camelKeys(rest[0])),
    ),
    patch_response_headers: onResponse((response, ...rest: [object?]) => patchResponseHeaders(response, rest[0])),
    add_never_cache_headers: onResponse(cache.addNeverCacheHeaders),
    set_response_etag: onResponse(cache.setResponseEtag),
    has_vary_header: reading(cache.hasVaryHeader),
    get_max_age: reading(cache.getMaxAge),
    get_conditional_response: conditional,
  },
}

type Fn = (...args: never[]) => unknown

function plain(fn: Fn): Operation {
  return ({ args }) => ({ value: fn(...(decode(args) as never[])) })
}

// Keyword arguments by the names of the positional ones.
function withNames(fn: Fn, ...names: string[]): Operation {
  return ({ args, kwargs = {} }) => {
    const keywords = decode(kwargs) as Record<string, unknown>
    const values = [...(decode(args) as unknown[])]
    for (const [i, name] of names.entries()) if (name in keywords) values[i] = keywords[name]
    return { value: fn(...(values as never[])) }
  }
}

// Keyword arguments as an object, which comes after so many positional ones.
function withOptions(fn: Fn, positional: number): Operation {
  return ({ args, kwargs = {} }) => {
    const values = (decode(args) as unknown[]).slice(0, positional)
    return { value: fn(...(values as never[]), camelKeys(decode(kwargs)) as never) }
  }
}

function onResponse(change: (response: HttpResponse, ...args: never[]) => unknown): Operation {
  return async input => {
    const { response, args } = await prepare(input)
    change(response, ...args)
    return { headers: [...response.items()] }
  }
}

function reading(read: (response: HttpResponse, ...args: never[]) => unknown): Operation {
  return async input => {
    const { response, args } = await prepare(input)
    return { value: read(response, ...args) }
  }
}

async function prepare(input: Input): Promise<{ response: HttpResponse; args: never[] }> {
  const args = [...(decode(input.args) as never[])]
  if (input.kwargs !== undefined) args.push(decode(input.kwargs) as never)
  return { response: describedResponse(input.response as Input), args }
}

function describedResponse(input: Input): HttpResponse {
  const response = makeResponse({ args: [], ...input }) as HttpResponse
  for (const step of (input.ops ?? []) as Step[]) perform(responseSteps, response, step)
  return response
}

function patchResponseHeaders(response: HttpResponse, keywords: unknown): void {
  cache.patchResponseHeaders(response, (keywords as { cache_timeout?: number } | undefined)?.cache_timeout)
}

async function conditional(input: Input): Promise<unknown> {
  const { method, headers = {} } = input.request as { method: string; headers?: Record<string, string> }
  const request = new HttpRequest({ method, target: '/', rawHeaders: Object.entries(headers).flat() })
  const given = input.response === null ? undefined : describedResponse(input.response as Input)
  const response = cache.getConditionalResponse(request, { ...camelKeys(decode(input.kwargs ?? {})), response: given })
  return { response: response && { ...(await wireFacts(response)), same_object: response === given } }
}

function parseHeaderParameters(line: string): unknown {
  const [value, parameters] = utils.parseHeaderParameters(line)
  return [value, [...parameters]]
}

// Python puts spaces between things and escapes what is beyond ASCII; both can be asked for here.
function encodeJson(value: unknown): string {
  return new DjangoJSONEncoder({ separators: [', ', ': '], ensureAscii: true }).encode(value)
}
