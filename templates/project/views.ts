import { type HttpRequest, HttpResponse } from 'tiny-django/http'
import { welcome } from 'tiny-django/views'

// Start here: return new HttpResponse('Hello!') instead, save, and look at the page.
export function index(request: HttpRequest) {
  return welcome(request)
}

export function hello(_request: HttpRequest, { name }: { name: string }) {
  return new HttpResponse(`Hello, ${name}!`, { contentType: 'text/plain; charset=utf-8' })
}
