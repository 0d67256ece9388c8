import type { HttpResponseBase } from '../http/response-base.js'

/**
 * Keeps the project's Content Security Policies from a page of ours, whose styles they know nothing of. Django 6 has its
 * own pages exempt in the same way.
 */
export function exemptFromPolicies<R extends HttpResponseBase>(response: R): R {
  response._cspConfig = {}
  response._cspReportOnlyConfig = {}
  return response
}
