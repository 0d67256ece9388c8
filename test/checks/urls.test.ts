import { describe, expect, test } from 'vitest'
import { runChecks } from '../../src/checks/registry.js'
import { completeSettings } from '../../src/conf/settings.js'
import { registerConverter } from '../../src/urls/converters.js'
import { include } from '../../src/urls/include.js'
import { path, rePath } from '../../src/urls/path.js'
import { URLResolver } from '../../src/urls/resolver.js'
import type { URLConf } from '../../src/urls/types.js'
import { view } from '../urls/views.js'

const anything = view as never

function check(urlpatterns: readonly unknown[], rest: Partial<URLConf> = {}, settings = {}): string[] {
  const resolver = new URLResolver({ urlpatterns: urlpatterns as never, ...rest })
  return runChecks({ resolver, settings: completeSettings(settings) }).map(({ id, msg }) => `${id} ${msg}`)
}

test('a project in which all is well', () => {
  const blog = { appName: 'blog', urlpatterns: [path('', view, { name: 'index' }), path('<int:id>/', anything)] }
  const urlpatterns = [
    path('', view, { name: 'index' }),
    path('blog/', include(blog)),
    rePath('^a/(?P<x>[0-9]+)/$', anything, { name: 'a' }),
    path('one/', view, { name: 'one' }),
    path('one/<int:id>/', anything, { name: 'one' }),
  ]
  expect(check(urlpatterns, { handler404: (_request: object, _exception?: unknown) => view({}) })).toEqual([])
})

describe('Django’s checks', () => {
  test('urls.W001: an include whose expression ends with a dollar', () => {
    expect(check([rePath('^blog/$', include([path('', view)]))])).toEqual([
      "urls.W001 Your URL pattern '^blog/$' uses include with a route ending with a '$'. Remove the dollar from the route to avoid problems including URLs.",
    ])
  })

  test('urls.W002: a route that begins with a slash', () => {
    expect(check([path('/a/', view, { name: 'a' })])).toEqual([
      "urls.W002 Your URL pattern '/a/' [name='a'] has a route beginning with a '/'. Remove this slash as it is unnecessary. If this pattern is targeted in an include(), ensure the include() pattern has a trailing '/'.",
    ])
    expect(check([path('a/', include([path('/b', view)]))])).toHaveLength(1)
    expect(check([path('/a/', view)], {}, { APPEND_SLASH: false })).toEqual([])
    expect(check([path('/a/', include([path('b', view)]))])).toEqual([])
    expect(check([rePath('^\\/a$', view)])).toHaveLength(1)
    expect(check([rePath('^/a/', view)])).toEqual([])
  })

  test('urls.W010: a bracket without its other end', () => {
    expect(check([path('a/<int:id/', view, { name: 'a' })])).toEqual([
      "urls.W010 Your URL pattern 'a/<int:id/' [name='a'] has an unmatched '<' bracket.",
    ])
    expect(check([path('a/int:id>/<b', view)]).map(each => each.slice(-22, -1))).toEqual([
      "unmatched '>' bracket",
      "unmatched '<' bracket",
    ])
    // Said once, however many are open at the end.
    expect(check([path('a/<b/<c', view)])).toHaveLength(1)
    expect(check([path('a/>b/>c', view)])).toHaveLength(2)
  })

  test('urls.W003: a name with a colon', () => {
    expect(check([path('a/', view, { name: 'blog:a' })])).toEqual([
      "urls.W003 Your URL pattern 'a/' [name='blog:a'] has a name including a ':'. Remove the colon, to avoid ambiguous namespace references.",
    ])
  })

  test('urls.W005: a namespace used twice', () => {
    const blog = { appName: 'blog', urlpatterns: [path('', view)] }
    expect(check([path('a/', include(blog)), path('b/', include(blog))])).toEqual([
      "urls.W005 URL namespace 'blog' isn't unique. You may not be able to reverse all URLs in this namespace",
    ])
    expect(check([path('a/', include(blog)), path('b/', include(blog, { namespace: 'two' }))])).toEqual([])
  })

  test('urls.E004: what stands in an included list and is no pattern', () => {
    const urlpatterns = [path('', view), undefined as never]
    const resolver = new URLResolver({ urlpatterns: [path('a/', include({ urlpatterns }))] })
    expect(runChecks({ resolver, settings: completeSettings({}) }).map(String)).toEqual([
      '?: (urls.E004) Your URL pattern undefined is invalid. Ensure that urlpatterns is a list of path() and/or rePath() ' +
        "instances. (It is number 2 in '<module>'.)\n\tHINT: Is there a comma too many or too few before it?",
    ])
  })

  test('urls.E006: a URL setting without its slash', () => {
    const resolver = new URLResolver({ urlpatterns: [] })
    const settings = { ...completeSettings({}), STATIC_URL: 'static' }
    expect(runChecks({ resolver, settings }).map(String)).toEqual([
      '?: (urls.E006) The STATIC_URL setting must end with a slash.',
    ])
  })

  test('urls.E007: a handler that wants more than it is given', () => {
    const handler500 = (_request: object, _exception: unknown) => view({})
    expect(check([], { handler500 })).toEqual([
      "urls.E007 The custom handler500 view 'handler500' does not take the correct number of arguments (request).",
    ])
  })

  test('2_0.W001: a regular expression in path()', () => {
    expect(check([path('^articles/$', view)])).toEqual([
      "2_0.W001 Your URL pattern '^articles/$' has a route that contains '(?P<', begins with a '^', or ends with a '$'. This was likely an oversight when migrating to path().",
    ])
  })
})

describe('our own', () => {
  test('urls.W101: one name for patterns that cannot be told apart', () => {
    expect(check([path('a/', view, { name: 'x' }), path('b/', view, { name: 'x' })])).toEqual([
      "urls.W101 The URL name 'x' stands for 2 URL patterns with the same parameters: 'a/', 'b/'. reverse('x') only ever gives the last one.",
    ])
  })

  test.each([
    [[path('a/', view), path('a/', view)], "'a/' is never reached: 'a/' has the same route and comes first."],
    [
      [path('<slug:s>/', anything), path('new/', view)],
      "'new/' is never reached: '<slug:s>/' comes first and matches all that it matches.",
    ],
    [
      [path('a/<str:s>/', anything), path('a/<int:i>/', anything)],
      "'a/<int:i>/' is never reached: 'a/<str:s>/' comes first and matches all that it matches.",
    ],
    [
      [rePath('^a', view), path('ab/', view)],
      "'ab/' is never reached: '^a' comes first and matches all that it matches.",
    ],
    [
      [path('a/', include([path('b/', view)])), path('a/b/', view)],
      "'a/b/' is never reached: 'a/b/' has the same route and comes first.",
    ],
  ])('urls.W102: a pattern that never gets a turn (%#)', (patterns, message) => {
    expect(check(patterns)).toEqual([`urls.W102 Your URL pattern ${message}`])
  })

  test('claims nothing that is not certain', () => {
    expect(check([path('<int:i>/', anything), path('<slug:s>/', anything)])).toEqual([])
    expect(check([rePath('^([0-9]+)/$', anything), path('<int:i>/', anything)])).toEqual([])
  })

  test('urls.W103: an expression that can take exponential time, and for which paths', () => {
    expect(check([rePath('^(a+)+$', anything)])).toEqual([
      "urls.W103 Your URL pattern '^(a+)+$' takes exponential time for some paths: twice as long with each 'a' more in 'aaaaaaaaab'.",
    ])
    registerConverter('words' as never, { regex: '(?:[a-z]+-?)+', toValue: String, toUrl: String } as never)
    expect(check([path('<words:w>/', anything)])[0]).toContain("urls.W103 Your URL pattern '<words:w>/' takes")
    expect(check([rePath(/^(a|ab?)*b$/i, anything)])[0]).toContain('urls.W103')
  })
})
