import { afterEach, expect, test } from 'vitest'
import { activateSettings } from '../../src/conf/settings.js'
import { HttpResponse } from '../../src/http/response.js'
import type { HttpResponseBase } from '../../src/http/response-base.js'
import { createApplication } from '../../src/index.js'
import { activateResolver } from '../../src/urls/active.js'
import { include } from '../../src/urls/include.js'
import { path, rePath } from '../../src/urls/path.js'
import { get, text } from '../core/requests.js'

afterEach(() => {
  activateSettings(null)
  activateResolver(null)
})

const view = () => new HttpResponse()

const urlpatterns = [
  path('', view, { name: 'index' }),
  path('articles/<int:year>/', view, { name: 'article' }),
  path('blog/', include([path('<slug:slug>/', view, { name: 'detail' })])),
  rePath('^old/(\\d+)$', view),
]

function notFound(target: string, patterns: readonly unknown[] = urlpatterns): string {
  const app = createApplication({
    urlpatterns: patterns as typeof urlpatterns,
    settings: { DEBUG: true, ALLOWED_HOSTS: ['testserver'] },
    observer: {},
  })
  return text(app.handle(get(target)) as HttpResponseBase)
}

test('lists what was tried, in order, with includes and names', () => {
  expect(notFound('/shop/?q=1')).toContain(
    [
      "  1. (empty) [name='index']",
      "  2. articles/<int:year>/ [name='article']",
      '  3. blog/',
      '  4. ^old/(\\d+)$',
      'The current path, shop/, didn’t match any of these.',
    ].join('\n'),
  )
})

test('suggests the address that was probably meant', () => {
  expect(notFound('/artcles/2024/')).toContain('Did you mean /articles/2024/?')
  expect(notFound('/articles/2024')).toContain('Did you mean /articles/2024/?')
  expect(notFound('/something/else/')).not.toContain('Did you mean')
  expect(notFound('/articles/')).not.toContain('Did you mean') // there is no year to put in
})

test('says so when there are no patterns at all', () => {
  expect(notFound('/', [])).toContain('Your urlpatterns are empty.')
})
