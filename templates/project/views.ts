import type { HttpRequest } from 'tiny-django/http'
import { render } from 'tiny-django/shortcuts'
import { welcome } from 'tiny-django/views'

// Start here: return render(request, 'index.html', { name: 'world' }) instead, save, and look at the page.
export function index(request: HttpRequest) {
  return welcome(request)
}

export function hello(request: HttpRequest, { name }: { name: string }) {
  return render(request, 'index.html', { name })
}
