import type { HttpRequest } from '../http/request.js'
import { giveBody, makeRequest } from './prepared-request.js'
import { type RequestData, RequestMethods, type RequestOptions } from './request-methods.js'

/**
 * Makes requests as a view gets them, without an application: for tests of one view. What middleware would have added
 * (`request.user`, `request.session`) is set by hand. Django: `django.test.RequestFactory`.
 *
 * ```ts
 * const request = new RequestFactory().post('/submit/', { name: 'Ann' }, { headers: { Accept: 'text/html' } })
 * const response = submit(request)
 * ```
 */
export class RequestFactory extends RequestMethods<HttpRequest, RequestOptions> {
  generic(method: string, path: string, data: RequestData = '', options: RequestOptions = {}): HttpRequest {
    const prepared = this.prepare(method, path, data, options)
    const request = makeRequest(prepared)
    if (prepared.body !== null) giveBody(request, prepared.body)
    return request
  }
}
