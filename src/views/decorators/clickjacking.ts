import { changingResponses } from './answering.js'
import type { ViewDecorator } from './http.js'

/** No page at all may show this view in a frame. Django: `django.views.decorators.clickjacking.xframe_options_deny`. */
export const xframeOptionsDeny: ViewDecorator = view =>
  changingResponses(view, response => response.headers.setdefault('X-Frame-Options', 'DENY'))

/** Pages of this site may show this view in a frame. */
export const xframeOptionsSameorigin: ViewDecorator = view =>
  changingResponses(view, response => response.headers.setdefault('X-Frame-Options', 'SAMEORIGIN'))

/** Every page may show this view in a frame: XFrameOptionsMiddleware leaves its responses alone. */
export const xframeOptionsExempt: ViewDecorator = view =>
  changingResponses(view, response => {
    response.xframeOptionsExempt = true
  })
