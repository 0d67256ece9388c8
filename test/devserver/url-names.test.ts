import { expect, test } from 'vitest'
import { urlNamesFile } from '../../src/devserver/app/url-names.js'
import { registerConverter } from '../../src/urls/converters.js'
import { include } from '../../src/urls/include.js'
import { path, rePath } from '../../src/urls/path.js'
import { URLResolver } from '../../src/urls/resolver.js'
import type { URLPattern } from '../../src/urls/types.js'
import { view as anyView } from '../urls/views.js'

const view = anyView as never

function entries(urlpatterns: readonly unknown[]): string[] {
  const text = urlNamesFile(new URLResolver({ urlpatterns: urlpatterns as URLPattern[] }))
  return text
    .split('\n')
    .filter(line => line.startsWith('    '))
    .map(line => line.trim())
}

test('each name with its parameters, in order of the alphabet', () => {
  expect(
    entries([
      path('', view, { name: 'index' }),
      path('<int:year>/<slug:slug>/', view, { name: 'article' }),
      path('unnamed/', view),
    ]),
  ).toEqual(['"article": { year: number; slug: string }', '"index": Record<string, never>'])
})

test('namespaces, and the parameters of the includes on the way', () => {
  const inner = [path('<uuid:id>/', view, { name: 'detail' })]
  expect(
    entries([
      path('<int:blog>/', include([inner, 'blog']) as never),
      path('two/', include([inner, 'blog'], { namespace: 'two' }) as never),
      path('plain/', include(inner) as never),
    ]),
  ).toEqual(['"blog:detail": { blog: number; id: string }', '"detail": { id: string }', '"two:detail": { id: string }'])
})

test('several patterns of a name, optional groups, groups without a name', () => {
  expect(
    entries([
      path('one/', view, { name: 'one' }),
      path('one/<int:id>/', view, { name: 'one' }),
      rePath('^page(?:-(?P<page>[0-9]+))?/$', view, { name: 'page' }),
      rePath('^at/([0-9]+)/([a-z]+)/$', view, { name: 'at' }),
    ]),
  ).toEqual([
    '"at": readonly [unknown, unknown]',
    '"one": { id?: never } | { id: number }',
    '"page": { page?: never } | { page: string | number }',
  ])
})

test('the type of a custom converter is the declared one', () => {
  registerConverter('roman' as never, { regex: '[ivx]+', toValue: String, toUrl: String } as never)
  expect(entries([path('<roman:n>/', view, { name: 'n' })])).toEqual(['"n": { n: ConverterValue<"roman"> }'])
})

test('an include that leads in a circle', () => {
  const module: { urlpatterns: unknown[] } = { urlpatterns: [path('a/', view, { name: 'a' })] }
  module.urlpatterns.push(
    path(
      'b/',
      include(() => module as never),
    ),
  )
  expect(entries(module.urlpatterns)).toEqual(['"a": Record<string, never>'])
})
