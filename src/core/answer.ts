import { HttpResponseBase } from '../http/response-base.js'
import { responseFromStandard } from '../http/standard.js'

/**
 * What a view or a middleware returned, as a response; a standard `Response` is one too.
 * Throws in Django's words when it is none, with the name that `describe` gives; `culprit` is who returned it.
 */
export function toResponse(value: unknown, describe: () => string, culprit?: object): HttpResponseBase {
  if (value instanceof HttpResponseBase) return value
  if (isStandardResponse(value)) return responseFromStandard(value)
  throw new NotAResponse(describe(), value, culprit)
}

/** A view, handler or middleware answered with something that is no response. */
export class NotAResponse extends TypeError {
  readonly hint: string
  /** The function or class itself, so that a page can say where it was written. */
  declare readonly culprit?: object

  constructor(who: string, value: unknown, culprit?: object) {
    super(`${who} didn't return an HttpResponse object. It returned ${describeValue(value)} instead.`)
    this.hint = hintFor(value)
    if (culprit) Object.defineProperty(this, 'culprit', { value: culprit })
    this.stack = `${this.name}: ${this.message}` // where this is noticed says nothing about whose mistake it is
  }
}

function isStandardResponse(value: unknown): value is Response {
  return typeof Response === 'function' && value instanceof Response
}

function describeValue(value: unknown): string {
  if (value === undefined || value === null) return String(value)
  if (typeof value !== 'object' && typeof value !== 'function') return `the ${typeof value} ${excerpt(value)}`
  if (Array.isArray(value)) return 'an array'
  const className = Object.prototype.toString.call(value).slice('[object '.length, -1)
  if (className.endsWith('Generator')) return 'a generator'
  if (typeof value === 'function') return `the function ${value.name || '(anonymous)'}`
  return Object.getPrototypeOf(value) === Object.prototype
    ? 'a plain object'
    : `a ${constructorName(value) ?? className}`
}

function hintFor(value: unknown): string {
  if (value === undefined) return 'Is a `return` missing?'
  if (typeof value === 'string') return 'Wrap it: `return new HttpResponse(…)`.'
  if (typeof value === 'object' && value !== null) return 'For JSON: `return new JsonResponse(…)`.'
  return 'Return an HttpResponse, or a standard Response.'
}

function excerpt(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

function constructorName(value: object): string | undefined {
  const maker: unknown = Reflect.get(value, 'constructor')
  return typeof maker === 'function' ? maker.name || undefined : undefined
}
