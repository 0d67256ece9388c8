import { isUtf8 } from '../utils/charsets.js'
import { DjangoJSONEncoder, encodeJson, type JSONEncoderOptions } from '../utils/json.js'
import { HttpResponse } from './response.js'
import type { ResponseOptions } from './response-base.js'

/** How a JsonResponse turns its data into text. */
export interface JsonResponseOptions extends ResponseOptions {
  /** Whether only objects are allowed; true unless told. */
  readonly safe?: boolean
  /** A subclass of DjangoJSONEncoder, or a function that makes the text. */
  readonly encoder?: JSONEncoderClass | ((data: unknown, params: JsonDumpsParams) => string)
  /** What the encoder is told: `{ indent: 2 }`. */
  readonly jsonDumpsParams?: JsonDumpsParams
}

/** DjangoJSONEncoder or a subclass of it. */
export type JSONEncoderClass = new (options?: JSONEncoderOptions) => DjangoJSONEncoder

/** The arguments of Python's `json.dumps`, and the `replacer` of `JSON.stringify`. */
export interface JsonDumpsParams extends JSONEncoderOptions {
  /** As `JSON.stringify` takes it. */
  readonly replacer?: ((this: unknown, key: string, value: unknown) => unknown) | (string | number)[] | null
}

/**
 * A response whose content is JSON, as DjangoJSONEncoder writes it. Anything but an object has to be allowed with
 * `safe: false`. Django: "JsonResponse objects".
 */
export class JsonResponse extends HttpResponse {
  constructor(data: unknown, options: JsonResponseOptions = {}) {
    if (options.safe !== false && !isDictionary(data)) {
      throw new TypeError('In order to allow non-dict objects to be serialized set the safe parameter to false.')
    }
    super('', responseOptions(options))
    this.setContent(encode(data, options, this.charset))
  }
}

function encode(data: unknown, { encoder, jsonDumpsParams: params }: JsonResponseOptions, charset: string): string {
  if (encoder === undefined && params === undefined && isUtf8(charset)) return encodeJson(data)
  if (encoder !== undefined && !isEncoderClass(encoder)) return encoder(data, params ?? {})
  if (params?.replacer) return stringify(data, params)
  // Not every charset has every character, but all have those of the escapes.
  const options = { ensureAscii: !isUtf8(charset), ...params }
  return new (encoder ?? DjangoJSONEncoder)(options).encode(data)
}

function isEncoderClass(encoder: NonNullable<JsonResponseOptions['encoder']>): encoder is JSONEncoderClass {
  return encoder === DjangoJSONEncoder || encoder.prototype instanceof DjangoJSONEncoder
}

function stringify(data: unknown, { replacer, indent }: JsonDumpsParams): string {
  const text = JSON.stringify(data, replacer as (key: string, value: unknown) => unknown, indent ?? undefined)
  if (text === undefined) throw new TypeError(`Object of type ${typeof data} is not JSON serializable`)
  return text
}

function isDictionary(data: unknown): boolean {
  return typeof data === 'object' && data !== null && !Array.isArray(data)
}

function responseOptions({ safe, encoder, jsonDumpsParams, ...options }: JsonResponseOptions): ResponseOptions {
  return 'contentType' in options ? options : { ...options, contentType: 'application/json' }
}
