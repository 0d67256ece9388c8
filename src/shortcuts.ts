import { HttpResponsePermanentRedirect, HttpResponseRedirect } from './http/redirects.js'
import type { HttpRequest } from './http/request.js'
import { HttpResponse } from './http/response.js'
import { StreamingHttpResponse } from './http/streaming.js'
import { type ContextValues, makeContext } from './template/context.js'
import { renderToString, renderToStringAsync, resolveTemplate, type TemplateName } from './template/engines.js'
import type { TemplateResponseOptions } from './template/response.js'
import { NoReverseMatch } from './urls/exceptions.js'
import { type LazyURL, reverse } from './urls/reverse.js'
import type { AnyView, ReverseRest, UrlName } from './urls/types.js'

export {
  DoesNotExist,
  type Filters,
  type Found,
  type Gets,
  getListOr404,
  getObjectOr404,
  MultipleObjectsReturned,
  type Query,
} from './shortcuts/or-404.js'

/**
 * A response with the page of a template. Django: `django.shortcuts.render`.
 *
 * Context processors and values of the context that are promises are refused by name: `renderAsync` waits for them.
 * Throws `TemplateDoesNotExist`. Where it is told the type of the values (`render<Detail>(…)`), `tiny-django check
 * --templates` compares them with the variables of the template.
 *
 * ```ts
 * return render(request, 'blog/detail.html', { article })
 * ```
 */
export function render<Values extends ContextValues = ContextValues>(
  request: HttpRequest,
  templateName: TemplateName,
  context?: Values | null,
  { using, ...options }: TemplateResponseOptions = {},
): HttpResponse {
  return new HttpResponse(renderToString(templateName, context, request, { using }), options)
}

/** As `render`, once the context processors and the values of the context that are promises are there. */
export async function renderAsync<Values extends ContextValues = ContextValues>(
  request: HttpRequest,
  templateName: TemplateName,
  context?: Values | null,
  { using, ...options }: TemplateResponseOptions = {},
): Promise<HttpResponse> {
  return new HttpResponse(await renderToStringAsync(templateName, context, request, { using }), options)
}

/**
 * A response with the page of a template that is rendered while it is sent, in pieces: for long pages, of which nobody
 * has to keep the whole. Django has no such shortcut; it is `StreamingHttpResponse(template.stream(…))`.
 *
 * Promises among the values and context processors are awaited, and the first piece is rendered, before there is a
 * response: `TemplateDoesNotExist` and what goes wrong until then is thrown here, where a page about the error can still be
 * sent, and `{% csrf_token %}` belongs there. What goes wrong later breaks the connection, so that nobody takes the page
 * for complete.
 *
 * ```ts
 * return renderStreaming(request, 'export.html', { rows })
 * ```
 */
export async function renderStreaming<Values extends ContextValues = ContextValues>(
  request: HttpRequest,
  templateName: TemplateName,
  context?: Values | null,
  { using, ...options }: TemplateResponseOptions = {},
): Promise<StreamingHttpResponse> {
  const template = resolveTemplate(templateName, { using })
  const made = makeContext(context, request, template.engine)
  await made.settle(template)
  const pieces = template.stream(made)
  return new StreamingHttpResponse(resumed(pieces.next(), pieces), options)
}

function* resumed(first: IteratorResult<string, void>, rest: Generator<string, void>): Generator<string, void> {
  if (first.done === true) return
  yield first.value
  yield* rest
}

/** Something that knows the address of its own page. Django: `get_absolute_url()` of a model. */
export interface HasAbsoluteUrl {
  getAbsoluteUrl(): string
}

/** An address rather than the name of one: it holds a slash or a dot. */
export type Address = `${string}/${string}` | `${string}.${string}`

/** What may be resolved beside the name of a URL pattern. A `URL` and other values that print as an address count. */
export type Resolvable = Address | AnyView | HasAbsoluteUrl | LazyURL

export interface RedirectTo {
  /** 301 in place of 302: browsers remember it. */
  permanent?: boolean
  /** The client repeats its request as it was: 307, or 308 when permanent. */
  preserveRequest?: boolean
}

/**
 * A redirect to the URL of a pattern, by its name or view, to the `getAbsoluteUrl()` of an object, or to an address.
 *
 * Django: `django.shortcuts.redirect`. Throws `NoReverseMatch` for what can be none of these, `DisallowedRedirect` for an
 * address of another scheme than http, https and ftp.
 *
 * ```ts
 * return redirect('article', { year: 2024, slug: 'x' })
 * ```
 */
// One signature for all: of several, the compiler may quote the one that was not meant.
export function redirect<To extends UrlName | Resolvable>(to: To, ...rest: ReverseRest<To, RedirectTo>): Redirect
export function redirect(
  to: unknown,
  kwargs?: object | null,
  { permanent, preserveRequest }: RedirectTo = {},
): Redirect {
  const address = addressOf(to, kwargs)
  const options = { preserveRequest: preserveRequest === true }
  return permanent ? new HttpResponsePermanentRedirect(address, options) : new HttpResponseRedirect(address, options)
}

export type Redirect = HttpResponseRedirect | HttpResponsePermanentRedirect

/**
 * The address that `redirect()` would lead to.
 *
 * Django: `django.shortcuts.resolve_url`. Throws `NoReverseMatch`.
 */
export function resolveUrl<To extends UrlName | Resolvable>(to: To, ...rest: ReverseRest<To, never>): string
export function resolveUrl(to: unknown, kwargs?: object | null, _options?: unknown): string {
  return addressOf(to, kwargs)
}

function addressOf(to: unknown, kwargs: object | null | undefined): string {
  if (hasAbsoluteUrl(to)) return to.getAbsoluteUrl()
  if (typeof to === 'function') return reverse(to as AnyView, kwargs)
  const text = textOf(to)
  if (text.startsWith('./') || text.startsWith('../')) return text
  try {
    return reverse<string>(text, kwargs)
  } catch (error) {
    const isAddress = text.includes('/') || text.includes('.')
    if (error instanceof NoReverseMatch && isAddress) return text
    throw error
  }
}

function hasAbsoluteUrl(to: unknown): to is HasAbsoluteUrl {
  return typeof (to as Partial<HasAbsoluteUrl> | null | undefined)?.getAbsoluteUrl === 'function'
}

// An object that prints as itself and not as an address is a mistake, and so is a number.
function textOf(to: unknown): string {
  if (typeof to === 'string') return to
  if (typeof to === 'object' && to !== null && to.toString !== Object.prototype.toString) return String(to)
  throw new TypeError(
    `redirect() and resolveUrl() take the name of a URL, a view, an address or an object with getAbsoluteUrl(), not ${String(to)}.`,
  )
}
