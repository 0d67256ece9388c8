import { requireSafe } from 'tiny-django/decorators'
import type { HttpRequest } from 'tiny-django/http'
import { render } from 'tiny-django/shortcuts'
import { LogEntry } from './models'

export const index = requireSafe((request: HttpRequest) =>
  render(request, 'auditlog/index.html', { entries: LogEntry.objects.all() }),
)
