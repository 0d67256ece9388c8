import csrfPage from '../../templates/pages/csrf_403.html'
import { settings } from '../conf/settings.js'
import type { HttpRequest } from '../http/request.js'
import { HttpResponseForbidden } from '../http/response.js'
import { REASON_NO_CSRF_COOKIE, REASON_NO_REFERER } from '../middleware/csrf-failure.js'
import { gettext } from '../utils/translation.js'
import { fill } from './debug/fill.js'

/**
 * The page for a request that CsrfViewMiddleware refuses: what a visitor can do about it, and under DEBUG why it was.
 * Django: `django.views.csrf.csrf_failure`.
 */
export function csrfFailure(
  _request: HttpRequest,
  { reason = '' }: { readonly reason?: string } = {},
): HttpResponseForbidden {
  const main = gettext('CSRF verification failed. Request aborted.')
  const explanations = (EXPLANATIONS[reason] ?? []).map(text => gettext(text))
  return new HttpResponseForbidden(fill(csrfPage, { main, explanations, reason, debug: settings.DEBUG }))
}

/** What a visitor is told, by the reason. */
const EXPLANATIONS: Readonly<Record<string, readonly string[]>> = {
  [REASON_NO_REFERER]: [
    'You are seeing this message because this HTTPS site requires a “Referer header” to be sent by your web browser, ' +
      'but none was sent. This header is required for security reasons, to ensure that your browser is not being ' +
      'hijacked by third parties.',
    'If you have configured your browser to disable “Referer” headers, please re-enable them, at least for this site, ' +
      'or for HTTPS connections, or for “same-origin” requests.',
    'If you are using the <meta name="referrer" content="no-referrer"> tag or including the “Referrer-Policy: ' +
      'no-referrer” header, please remove them. The CSRF protection requires the “Referer” header to do strict referer ' +
      'checking. If you’re concerned about privacy, use alternatives like <a rel="noreferrer" …> for links to ' +
      'third-party sites.',
  ],
  [REASON_NO_CSRF_COOKIE]: [
    'You are seeing this message because this site requires a CSRF cookie when submitting forms. This cookie is ' +
      'required for security reasons, to ensure that your browser is not being hijacked by third parties.',
    'If you have configured your browser to disable cookies, please re-enable them, at least for this site, or for ' +
      '“same-origin” requests.',
  ],
}
