import { lineAbout, logResponse } from '../../http/log.js'
import { HttpResponsePermanentRedirect, HttpResponseRedirect } from '../../http/redirects.js'
import type { HttpRequest } from '../../http/request.js'
import { HttpResponseGone } from '../../http/response.js'
import { reverse } from '../../urls/reverse.js'
import type { Answer } from '../../urls/types.js'
import { after } from '../../utils/after.js'
import { percentFormat } from '../../utils/python/percent.js'
import { View } from './base.js'

/**
 * Redirects, whatever the method. Django: `django.views.generic.base.RedirectView`.
 *
 * ```ts
 * path('old/<int:year>/', RedirectView.asView({ url: '/archive/%(year)s/', permanent: true }))
 * path('go/<slug:slug>/', RedirectView.asView({ patternName: 'article' }))
 * ```
 */
export class RedirectView extends View {
  /** 301 in place of 302. */
  permanent = false
  /** The address, with `%(name)s` for what the route captured; percent signs are doubled. */
  url: string | null = null
  /** The name of the URL pattern to redirect to, with the same arguments. */
  patternName: string | null = null
  /** Whether the query string is passed on. */
  queryString = false

  /** Where to; nothing is answered with 410. It may be a promise. */
  getRedirectUrl(...args: unknown[]): string | null | Promise<string | null> {
    const [groups, kwargs] = [args.slice(0, -1), args.at(-1) as Record<string, unknown>]
    const address = this.#address(groups, kwargs)
    const query = this.request.META.QUERY_STRING
    return address !== null && query && this.queryString ? `${address}?${query}` : address
  }

  get(request: HttpRequest, ..._args: unknown[]): Answer | Promise<Answer> {
    return after(this.getRedirectUrl(...this.args, this.kwargs), address => this.#answer(request, address))
  }

  head(request: HttpRequest, ...args: unknown[]): Answer | Promise<Answer> {
    return this.get(request, ...args)
  }

  post(request: HttpRequest, ...args: unknown[]): Answer | Promise<Answer> {
    return this.get(request, ...args)
  }

  override options(request: HttpRequest, ...args: unknown[]): Answer | Promise<Answer> {
    return this.get(request, ...args)
  }

  delete(request: HttpRequest, ...args: unknown[]): Answer | Promise<Answer> {
    return this.get(request, ...args)
  }

  put(request: HttpRequest, ...args: unknown[]): Answer | Promise<Answer> {
    return this.get(request, ...args)
  }

  patch(request: HttpRequest, ...args: unknown[]): Answer | Promise<Answer> {
    return this.get(request, ...args)
  }

  #address(groups: readonly unknown[], kwargs: Record<string, unknown>): string | null {
    if (this.url) return percentFormat(this.url, kwargs)
    if (!this.patternName) return null
    return reverse<string>(this.patternName, groups.length > 0 ? groups : kwargs)
  }

  #answer(request: HttpRequest, address: string | null): Answer {
    if (address) return this.permanent ? new HttpResponsePermanentRedirect(address) : new HttpResponseRedirect(address)
    const response = new HttpResponseGone()
    logResponse(() => lineAbout(request, 'Gone'), { request, response })
    return response
  }
}
