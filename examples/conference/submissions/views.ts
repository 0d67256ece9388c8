import { requireSafe } from 'tiny-django/decorators'
import { Http404, type HttpRequest, HttpResponse } from 'tiny-django/http'
import { getObjectOr404 } from 'tiny-django/shortcuts'
import { conferences } from '../conferences/models'
import { submissions } from './models'

/** For the chairs of its conference. */
export const downloadManuscript = requireSafe((request: HttpRequest, { pk }: { pk: number }) => {
  const { manuscript, conference } = getObjectOr404(submissions, { pk })
  if (!getObjectOr404(conferences, { pk: conference }).isChairedBy(request.user)) throw new Http404()
  if (manuscript === '') throw new Http404('There is no manuscript yet.')
  return new HttpResponse(manuscript, {
    contentType: 'text/plain; charset=utf-8',
    headers: { 'Content-Disposition': `attachment; filename="manuscript-${pk}.txt"` },
  })
})
