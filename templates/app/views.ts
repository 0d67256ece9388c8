import { type HttpRequest, HttpResponse } from 'tiny-django/http'

export function index(_request: HttpRequest) {
  return new HttpResponse('This is the app {{ appName }}.')
}
