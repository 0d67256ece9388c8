import { HttpResponsePermanentRedirect, HttpResponseRedirect } from './http/redirects.js'
import type { HttpRequest } from './http/request.js'
import { HttpResponse } from './http/response.js'
import type { ContextValues } from './template/context.js'
import { renderToString, renderToStringAsync, type TemplateName } from './template/engines.js'
import type { TemplateResponseOptions } from './template/response.js'
import { NoReverseMatch } from './urls/exceptions.js'
import { reverse } from './urls/reverse.js'
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
 * Throws `TemplateDoesNotExist`.
 *
 * ```ts
 * return render(request, 'blog/detail.html', { article })
 * ```
 */
export function render(
  request: HttpRequest,
  templateName: TemplateName,
  context?: ContextValues | null,
  { using, ...options }: TemplateResponseOptions = {},
): HttpResponse {
  return new HttpResponse(renderToString(templateName, context, request, { using }), options)
}

/** As `render`, once the context processors and the values of the context that are promises are there. */
export async function renderAsync(
  request: HttpRequest,
  templateName: TemplateName,
  context?: ContextValues | null,
  { using, ...options }: TemplateResponseOptions = {},
): Promise<HttpResponse> {
  return new HttpResponse(await renderToStringAsync(templateName, context, request, { using }), options)
}

/** Something that knows the address of its own page. Django: `get_absolute_url()` of a model. */
export interface HasAbsoluteUrl {
  getAbsoluteUrl(): string
}

/** An address rather than the name of one: it holds a slash or a dot. */
export type Address = `${string}/${string}` | `${string}.${string}`

/** What may be resolved beside the name of a URL pattern. A `URL` and other values that print as an address count. */
export type Resolvable = Address | AnyView | HasAbsoluteUrl | URL

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
// Names stand last: of several signatures the compiler quotes that one, and it is names that are misspelt.
export function redirect(to: Resolvable, kwargs?: object | null, options?: RedirectTo): Redirect
export function redirect<Name extends UrlName>(to: Name, ...rest: ReverseRest<Name, RedirectTo>): Redirect
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
export function resolveUrl(to: Resolvable, kwargs?: object | null): string
export function resolveUrl<Name extends UrlName>(to: Name, ...rest: ReverseRest<Name, never>): string
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
