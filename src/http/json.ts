import { HttpResponse } from './response.js'
import type { ResponseOptions } from './response-base.js'

/** How a JsonResponse turns its data into text. */
export interface JsonResponseOptions extends ResponseOptions {
  /** Whether only objects are allowed; true unless told. */
  readonly safe?: boolean
  /** Makes the text, in place of `JSON.stringify`. */
  readonly encoder?: (data: unknown, params: JsonDumpsParams) => string
  readonly jsonDumpsParams?: JsonDumpsParams
}

/** The other arguments of `JSON.stringify`. */
export interface JsonDumpsParams {
  readonly replacer?: ((this: unknown, key: string, value: unknown) => unknown) | (string | number)[] | null
  readonly indent?: string | number
}

/**
 * A response whose content is JSON. Anything but an object has to be allowed with `safe: false`.
 * Django: "JsonResponse objects".
 */
export class JsonResponse extends HttpResponse {
  constructor(data: unknown, options: JsonResponseOptions = {}) {
    if (options.safe !== false && !isDictionary(data)) {
      throw new TypeError('In order to allow non-dict objects to be serialized set the safe parameter to false.')
    }
    const encode = options.encoder ?? stringify
    super(encode(data, options.jsonDumpsParams ?? {}), withJsonType(options))
  }
}

function stringify(data: unknown, { replacer, indent }: JsonDumpsParams): string {
  const text = JSON.stringify(data, replacer as (key: string, value: unknown) => unknown, indent)
  if (text === undefined) throw new TypeError(`Object of type ${typeof data} is not JSON serializable`)
  return text
}

function isDictionary(data: unknown): boolean {
  return typeof data === 'object' && data !== null && !Array.isArray(data)
}

function withJsonType(options: ResponseOptions): ResponseOptions {
  return 'contentType' in options ? options : { ...options, contentType: 'application/json' }
}
