import type { Http404 } from '../http/exceptions.js'
import type { HttpRequest } from '../http/request.js'
import type { HttpResponse } from '../http/response.js'
import type { RaisedBy } from '../views/debug/steps.js'

/**
 * The pages that say more of an error than one sentence. They are a big part of this package and seldom needed, so
 * whoever compiles an application says where they come from: `createApplication` brings them along, the dev server
 * loads them when there is something to show.
 */
export interface DebugPages {
  /** Of an error, while DEBUG is on. Django: `technical_500_response`. */
  technicalError(request: HttpRequest, error: unknown, status: number, raisedBy?: RaisedBy): HttpResponse
  /** Of an address that leads nowhere, while DEBUG is on. Django: `technical_404_response`. */
  technicalNotFound(request: HttpRequest, error: Http404, urlconf: object): HttpResponse
  /** Of a request that CsrfViewMiddleware refuses, DEBUG or not. Django: `django.views.csrf.csrf_failure`. */
  csrfFailure(request: HttpRequest, options: { readonly reason: string }): HttpResponse
}
