import type { HttpRequest } from 'tiny-django/http'
import { render } from 'tiny-django/shortcuts'

export function index(request: HttpRequest) {
  return render(request, '{{ appName }}/index.html')
}
