import { expect, test } from 'vitest'
import { include } from '../../src/urls/include.js'
import { path, rePath } from '../../src/urls/path.js'
import { everyView, fullNameOf, routeOf, wayTo } from '../../src/urls/placed.js'
import type { URLPattern, URLPatterns } from '../../src/urls/types.js'
import type { AnyPattern } from '../../src/urls/urlpattern.js'
import { view } from './views.js'

const table = (patterns: readonly URLPattern[]) =>
  Array.from(everyView(patterns as readonly AnyPattern[]), placed => [routeOf(wayTo(placed)), fullNameOf(placed)])

test('every view with its whole route and name, in the order they are tried', () => {
  const blog = {
    appName: 'blog',
    urlpatterns: [
      path('<int:id>/', view, { name: 'detail' }),
      rePath('^old/$', view, { name: 'old' }),
      path('x/', view),
    ],
  }
  expect(table([path('', view, { name: 'home' }), path('blog/', include(blog)), rePath('^top/$', view)])).toEqual([
    ['', 'home'],
    ['blog/<int:id>/', 'blog:detail'],
    ['blog/old/$', 'blog:old'],
    ['blog/x/', ''],
    ['^top/$', ''],
  ])
})

test('an include that leads in a circle is gone through once', () => {
  const around = { urlpatterns: [] as URLPattern[] }
  around.urlpatterns.push(
    path('end/', view),
    path(
      'on/',
      include(() => around as { urlpatterns: URLPatterns }),
    ),
  )
  expect(table(around.urlpatterns)).toEqual([
    ['end/', ''],
    ['on/end/', ''],
  ])
})
