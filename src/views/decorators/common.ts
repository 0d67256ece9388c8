import type { ViewDecorator } from './http.js'
import { passingOn } from './wrapping.js'

/**
 * A view whose address is never completed by a slash (`APPEND_SLASH`).
 * Django: `django.views.decorators.common.no_append_slash`.
 */
export const noAppendSlash: ViewDecorator = view => Object.assign(passingOn(view), { shouldAppendSlash: false })
