import { expect, test } from 'vitest'
import { HttpResponse } from '../../../src/http/response.js'
import { createApplication } from '../../../src/index.js'
import { path, rePath } from '../../../src/urls/path.js'
import { RedirectView } from '../../../src/views/generic/redirect.js'
import { request } from '../../core/requests.js'

class Computed extends RedirectView {
  override async getRedirectUrl() {
    return '/computed/'
  }
}

const page = () => new HttpResponse()
const app = createApplication({
  urlpatterns: [
    path('plain/', RedirectView.asView({ url: '/bar/' })),
    path('permanent/', RedirectView.asView({ url: '/bar/', permanent: true })),
    path('query/', RedirectView.asView({ url: '/bar/', queryString: true })),
    path('kwargs/<int:object_id>/', RedirectView.asView({ url: '/bar/%(object_id)d/' })),
    path('percent/', RedirectView.asView({ url: '/bar/%%41/' })),
    path('name/<int:pk>/', RedirectView.asView({ patternName: 'artist_detail' })),
    rePath('^groups/([0-9]+)/$', RedirectView.asView({ patternName: 'numbered' })),
    path('computed/', Computed.asView()),
    path('gone/', RedirectView.asView()),
    path('artist/<int:pk>/', page, { name: 'artist_detail' }),
    rePath('^numbered/([0-9]+)/$', page, { name: 'numbered' }),
  ],
})

test.each([
  ['/plain/?pork=spam', 302, '/bar/'],
  ['/permanent/', 301, '/bar/'],
  ['/query/?pork=spam', 302, '/bar/?pork=spam'],
  ['/query/', 302, '/bar/'],
  ['/kwargs/42/', 302, '/bar/42/'],
  ['/percent/', 302, '/bar/%41/'],
  ['/name/1/', 302, '/artist/1/'],
  ['/groups/7/', 302, '/numbered/7/'],
  ['/computed/', 302, '/computed/'],
  ['/gone/', 410, null],
])('%s is answered with %i to %s', async (target, status, address) => {
  for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS', 'PUT', 'PATCH', 'DELETE']) {
    const response = await app.handle(request(method, target))
    expect([response.statusCode, response.headers.get('Location')]).toEqual([status, address])
  }
})
