import { wraps } from 'tiny-django/decorators'
import { Http404 } from 'tiny-django/http'
import { getObjectOr404 } from 'tiny-django/shortcuts'
import type { View } from 'tiny-django/urls'
import { conferences } from './models'

/** For the chairs of the conference that the address names. Others are not told that there is anything. */
export function chairRequired<Kwargs extends { pk: number }>(view: View<Kwargs>): View<Kwargs> {
  return wraps(view, (request, kwargs) => {
    const conference = getObjectOr404(conferences, { pk: kwargs.pk })
    if (!conference.isChairedBy(request.user)) throw new Http404()
    return view(request, kwargs)
  })
}
