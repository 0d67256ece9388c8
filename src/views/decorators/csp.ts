import type { CSPConfig } from '../../utils/csp.js'
import { repr } from '../../utils/repr.js'
import { changingResponses } from './answering.js'
import type { ViewDecorator } from './http.js'

/**
 * Gives a view a Content Security Policy of its own in place of `settings.SECURE_CSP`; `{}` is none at all.
 * ContentSecurityPolicyMiddleware sends it. Throws TypeError for what is no policy.
 * Django 6: `django.views.decorators.csp.csp_override`.
 */
export function cspOverride(config: CSPConfig): ViewDecorator {
  checkConfig(config)
  return view =>
    changingResponses(view, response => {
      response._cspConfig = config
    })
}

/** The same in place of `settings.SECURE_CSP_REPORT_ONLY`. Django 6: `csp_report_only_override`. */
export function cspReportOnlyOverride(config: CSPConfig): ViewDecorator {
  checkConfig(config)
  return view =>
    changingResponses(view, response => {
      response._cspReportOnlyConfig = config
    })
}

function checkConfig(config: unknown): void {
  const isMapping = typeof config === 'object' && config !== null && !Array.isArray(config)
  if (!isMapping) throw new TypeError(`CSP config should be a mapping, not ${repr(config)}.`)
}
