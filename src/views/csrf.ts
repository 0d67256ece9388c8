import csrfPage from '../../templates/pages/csrf_403.html'
import csrfHelp from '../../templates/pages/csrf_help.html'
import { settings } from '../conf/settings.js'
import type { HttpRequest } from '../http/request.js'
import { HttpResponseForbidden } from '../http/response.js'
import { REASON_NO_CSRF_COOKIE, REASON_NO_REFERER } from '../middleware/csrf-failure.js'
import { projectPage } from '../template/project-page.js'
import { escapeText } from '../utils/escape.js'
import { gettext } from '../utils/translation.js'
import { exemptFromPolicies } from './exempt.js'

/**
 * The page for a request that CsrfViewMiddleware refuses: the project's `403_csrf.html`, or one that says what a visitor
 * can do about it, and under DEBUG why it was. Django: `django.views.csrf.csrf_failure`.
 */
export function csrfFailure(
  request: HttpRequest,
  { reason = '' }: { readonly reason?: string } = {},
): HttpResponseForbidden {
  const page = projectPage('403_csrf.html', () => ({}), request)
  return page === null
    ? exemptFromPolicies(new HttpResponseForbidden(ownPage(reason)))
    : new HttpResponseForbidden(page)
}

// With these few values it is made without a template engine, which nobody may have loaded.
function ownPage(reason: string): string {
  const explanations = ['CSRF verification failed. Request aborted.', ...(EXPLANATIONS[reason] ?? [])]
  const more = paragraph('More information is available with DEBUG=True.')
  return csrfPage
    .replaceAll('{{ title }}', escapeText(gettext('Forbidden')))
    .replace('{{ summary }}', () => explanations.map(paragraph).join('\n    '))
    .replace('{{ details }}', () =>
      settings.DEBUG ? csrfHelp.replace('{{ reason }}', () => escapeText(reason)) : more,
    )
}

function paragraph(text: string): string {
  return `<p>${escapeText(gettext(text))}</p>`
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
