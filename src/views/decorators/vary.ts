import { patchVaryHeaders } from '../../http/cache.js'
import { changingResponses } from './answering.js'
import type { ViewDecorator } from './http.js'

/**
 * Adds names of request headers to the Vary header of a view's responses: `varyOnHeaders('Cookie', 'Accept-Language')`.
 * Django: `django.views.decorators.vary.vary_on_headers`.
 */
export function varyOnHeaders(...headers: readonly string[]): ViewDecorator {
  return view => changingResponses(view, response => patchVaryHeaders(response, headers))
}

/** Says that a page depends on cookies. Django: `django.views.decorators.vary.vary_on_cookie`. */
export const varyOnCookie: ViewDecorator = varyOnHeaders('Cookie')
