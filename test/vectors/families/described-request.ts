import { gunzipSync } from 'node:zlib'
import { HttpRequest, type HttpResponseBase } from '../../../src/http/index.js'
import { receiveBody } from '../../../src/http/receive.js'
import { decode } from '../values.js'
import { wireFacts } from './response.js'

/** A request to `testserver`, as the recordings of middleware and decorators describe one. */
export interface DescribedRequest {
  readonly method?: string
  /** Decoded. */
  readonly path?: string
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly scheme?: 'http' | 'https'
  readonly environ?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly broken_input?: boolean
}

/** The request, with its body received. */
export async function makeRequest(described: DescribedRequest): Promise<HttpRequest> {
  const { method = 'GET', path = '/', query, headers, scheme = 'http', environ, body, broken_input } = described
  const bytes = body === undefined ? undefined : (decode(body) as Uint8Array)
  const length = bytes === undefined ? {} : { 'Content-Length': String(bytes.length) }
  const request = new HttpRequest({
    method,
    target: path.split('/').map(encodeURIComponent).join('/') + (query ? `?${query}` : ''),
    rawHeaders: Object.entries({ Host: 'testserver', ...length, ...headers }).flat(),
    scheme,
    serverName: 'testserver',
    serverPort: environ?.SERVER_PORT ?? (scheme === 'https' ? '443' : '80'),
    scriptName: environ?.SCRIPT_NAME ?? '',
  })
  if (bytes !== undefined) await receiveBody(request, pieces(bytes, broken_input))
  return request
}

async function* pieces(bytes: Uint8Array, isBroken = false): AsyncGenerator<Uint8Array> {
  if (isBroken) throw new Error('the connection is broken')
  yield bytes
}

/** Wire facts, with what is random about a compressed body taken out: FORMAT, "middleware". */
export async function unpackedFacts(
  response: HttpResponseBase,
  describe: (gzip: GzipFacts) => Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const facts = await wireFacts(response)
  if (response.headers.get('Content-Encoding') !== 'gzip') return facts
  const { body, chunks: _chunks, headers, ...others } = facts
  const bytes = Buffer.from(body as Uint8Array)
  const length = response.headers.get('Content-Length')
  return {
    ...others,
    headers: (headers as [string, string][]).map(([name, value]) => [
      name,
      name === 'Content-Length' ? '$gzip-length' : value,
    ]),
    ...describe({
      decompressed: new Uint8Array(gunzipSync(bytes)),
      flags: bytes[3]!,
      mtime: bytes.readUInt32LE(4),
      content_length_is_body_length: length === null ? null : length === String(bytes.length),
    }),
  }
}

/** What a compressed body is, in the form of the recordings. */
export interface GzipFacts {
  readonly decompressed: Uint8Array
  readonly flags: number
  readonly mtime: number
  readonly content_length_is_body_length: boolean | null
}
