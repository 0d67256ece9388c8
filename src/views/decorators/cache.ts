import { addNeverCacheHeaders, type CacheControl, patchCacheControl } from '../../http/cache.js'
import { changingResponses } from './answering.js'
import type { ViewDecorator } from './http.js'

/**
 * Adds directives to the Cache-Control header of a view's responses: `cacheControl({ private: true, maxAge: 3600 })`.
 * Django: `django.views.decorators.cache.cache_control`.
 */
export function cacheControl(directives: CacheControl): ViewDecorator {
  return view => changingResponses(view, response => patchCacheControl(response, directives), 'cacheControl')
}

/** Has no cache keep a view's responses. Django: `django.views.decorators.cache.never_cache`. */
export const neverCache: ViewDecorator = view => changingResponses(view, addNeverCacheHeaders, 'neverCache')
