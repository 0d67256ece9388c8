import type { Http404 } from '../../http/exceptions.js'
import type { HttpRequest } from '../../http/request.js'
import { HttpResponse } from '../../http/response.js'
import { exemptFromPolicies } from '../exempt.js'
import { describeNotFound } from './not-found.js'
import type { Page } from './page.js'
import { describeError } from './report.js'
import { describeRequest } from './request.js'
import type { RaisedBy } from './steps.js'
import { technical404 } from './technical-404.js'
import { technical500 } from './technical-500.js'

/** The response for an error while DEBUG is on. Never throws, whatever was thrown. Django: `technical_500_response`. */
export function technicalError(
  request: HttpRequest,
  error: unknown,
  status: number,
  raisedBy: RaisedBy = 'view',
): HttpResponse {
  return responseOf(technical500(describeError(error), describeRequest(request), { status, raisedBy }))
}

/**
 * The response for an address that no pattern of `urlconf` matches, or whose view raised `Http404`, while DEBUG is on.
 * Django: `technical_404_response`.
 */
export function technicalNotFound(request: HttpRequest, error: Http404, urlconf: object): HttpResponse {
  return responseOf(technical404(describeNotFound(request, error, urlconf), describeRequest(request)))
}

function responseOf({ status, contentType, body, headers }: Page): HttpResponse {
  return exemptFromPolicies(new HttpResponse(body, { status, contentType, headers }))
}
