import { describe, expect, test } from 'vitest'
import { ImproperlyConfigured } from '../../src/conf/exceptions.js'
import { HttpResponse } from '../../src/http/response.js'
import { Miss, ResolverMatch } from '../../src/urls/match.js'
import { path, rePath } from '../../src/urls/path.js'
import { URLResolver } from '../../src/urls/resolver.js'
import { InvalidRoute } from '../../src/urls/route.js'
import type { URLPattern } from '../../src/urls/types.js'
import { view } from './views.js'

function kwargsOf(pattern: URLPattern, pathInfo: string) {
  const match = new URLResolver({ urlpatterns: [pattern] }).match(pathInfo)
  return match instanceof ResolverMatch ? match.kwargs : null
}

function argsOf(pattern: URLPattern, pathInfo: string) {
  const match = new URLResolver({ urlpatterns: [pattern] }).match(pathInfo)
  return match instanceof ResolverMatch ? match.args : null
}

describe('path', () => {
  test('matches a literal route exactly', () => {
    const pattern = path('articles/2003/', view)
    expect(kwargsOf(pattern, '/articles/2003/')).toEqual({})
    expect(kwargsOf(pattern, '/articles/2003')).toBeNull()
    expect(kwargsOf(pattern, '/articles/2003/x')).toBeNull()
    expect(kwargsOf(pattern, '/Articles/2003/')).toBeNull()
  })

  test('takes what looks like a regular expression literally', () => {
    const route = 'a.b*c+d?(e)[f]{g}|h^i$j\\k/'
    expect(kwargsOf(path(route, view), `/${route}`)).toEqual({})
    expect(kwargsOf(path(`${route}<x>`, view), `/${route}1`)).toEqual({ x: '1' })
    expect(kwargsOf(path('a.c/<x>', view), '/abc/1')).toBeNull()
  })

  test('converts what it captures', () => {
    const pattern = path('<int:year>/<slug:slug>/<uuid:id>/<name>/<path:rest>', view)
    expect(kwargsOf(pattern, '/0007/a_b-C/075194d3-6885-417e-a8a8-6c931e272f00/ü n/x/y/')).toEqual({
      year: 7,
      slug: 'a_b-C',
      id: '075194d3-6885-417e-a8a8-6c931e272f00',
      name: 'ü n',
      rest: 'x/y/',
    })
  })

  test.each([
    ['<int:x>', '/-1'],
    ['<int:x>', '/1.5'],
    ['<int:x>', '/٣'],
    ['<int:x>', '/5\n'],
    ['<slug:x>', '/é'],
    ['<slug:x>', '/a\n'],
    ['<uuid:x>', '/075194D3-6885-417E-A8A8-6C931E272F00'],
    ['<str:x>', '/a/b'],
    ['<str:x>', '/'],
    ['<path:x>', '/a\nb'],
  ])('%s does not accept %j', (route, pathInfo) => {
    expect(kwargsOf(path(route, view), pathInfo)).toBeNull()
  })

  test('keeps line breaks in a str', () => {
    expect(kwargsOf(path('<str:x>', view), '/a\nb\n')).toEqual({ x: 'a\nb\n' })
  })

  test('an int beyond 2^53 is a bigint rather than another number', () => {
    expect(kwargsOf(path('<int:id>', view), '/9007199254740993')).toEqual({ id: 9007199254740993n })
  })

  test('shares text out among neighbours as a regular expression does', () => {
    expect(kwargsOf(path('<str:x><int:y>', view), '/55')).toEqual({ x: '5', y: 5 })
    expect(kwargsOf(path('<path:x>/<path:y>', view), '/a/b/c/d')).toEqual({ x: 'a/b/c', y: 'd' })
    expect(kwargsOf(path('<slug:name>-<int:id>/', view), '/a-b-3/')).toEqual({ name: 'a-b', id: 3 })
  })

  test('a parameter may have any name that is an identifier', () => {
    expect(kwargsOf(path('<Δ>/<class>/<_>', view), '/1/2/3')).toEqual({ Δ: '1', class: '2', _: '3' })
    expect(Object.entries(kwargsOf(path('<__proto__>/<constructor>', view), '/1/2') ?? {})).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ])
  })

  test('extra kwargs are passed along and win over captured ones', () => {
    const pattern = path('<x>/', view, { kwargs: { x: 'fixed', draft: true } })
    const match = new URLResolver({ urlpatterns: [pattern] }).match('/captured/') as ResolverMatch
    expect(match.kwargs).toEqual({ x: 'fixed', draft: true })
    expect(match.capturedKwargs).toEqual({ x: 'captured' })
    expect(match.extraKwargs).toEqual({ x: 'fixed', draft: true })
  })

  test.each([
    ['foo/<nonexistent:var>/', 'converter', 'nonexistent'],
    ['space/<int:num>/<str: test>', 'whitespace', '<str: test>'],
    ['b/<int:book.id>/', 'name', 'book.id'],
    ['<:x>', 'name', ':x'],
    ['<<a>>', 'name', '<a'],
    ['<1x>', 'name', '1x'],
    ['<a>/<int:a>/', 'repeated', '<int:a>'],
  ])('refuses the route %s and points at the spot', (route, reason, spot) => {
    const error = thrownBy(() => path(route, view)) as InvalidRoute
    expect(error).toBeInstanceOf(InvalidRoute)
    expect(error).toBeInstanceOf(ImproperlyConfigured)
    expect(error.name).toBe('ImproperlyConfigured')
    expect({ reason: error.reason, route: error.route }).toEqual({ reason, route })
    expect(route.slice(error.start, error.end)).toBe(spot)
  })

  test('says what is wrong with a route in a sentence, the route and a caret', () => {
    expect(() => path('articles/<itn:year>/', view)).toThrow(
      "URL route 'articles/<itn:year>/' uses invalid converter 'itn'. Did you mean \"int\"?\n" +
        '    articles/<itn:year>/\n' +
        '              ^^^',
    )
  })

  test('brackets that hold no parameter are text', () => {
    expect(kwargsOf(path('<>/a>b', view), '/<>/a>b')).toEqual({})
  })

  test('refuses what is no view and names the route', () => {
    const anything = path as (route: string, view: unknown, options?: object) => unknown
    class Page {
      static asView() {}
      get() {}
    }
    expect(() => anything('a/', undefined)).toThrow(
      new TypeError(
        "view must be a callable or a list/tuple in the case of include(). Route 'a/' got undefined. Is its name spelled as where it is exported?",
      ),
    )
    expect(() => anything('a/', new HttpResponse('called'))).toThrow('Pass the view itself, without calling it.')
    expect(() => anything('a/', Promise.resolve())).toThrow('Pass the view itself, without calling it.')
    expect(() => anything('a/', view, 'index' as unknown as object)).toThrow(
      new TypeError("options must be an object, but got string 'index'. (Route 'a/'.) A name is { name: 'index' }."),
    )
    expect(() => anything('a/', 'blog.views.index')).toThrow("Route 'a/' got string 'blog.views.index'.")
    expect(() => anything('a/', { urlpatterns: [] })).toThrow('Did you mean include(…)?')
    expect(() => anything('a/', [path('', view)])).toThrow('Did you mean include(…)?')
    expect(() => anything('a/', new Page())).toThrow(
      "view must be a callable, pass Page.asView(), not Page(). (Route 'a/'.)",
    )
    expect(() => anything('a/', Page)).toThrow(
      new ImproperlyConfigured("Your URL pattern 'a/' has an invalid view, pass Page.asView() instead of Page."),
    )
    expect(() => anything('a/', view, { kwargs: 'name' })).toThrow(
      new TypeError("kwargs argument must be a dict, but got string 'name'. (Route 'a/'.)"),
    )
    expect(() => anything(5 as unknown as string, view)).toThrow(TypeError)
  })
})

describe('rePath', () => {
  test('passes named groups as kwargs and leaves out those that took no part', () => {
    const pattern = rePath('^(?P<year>[0-9]{4})/(?:(?P<month>[0-9]{2})/)?$', view)
    expect(kwargsOf(pattern, '/2024/')).toEqual({ year: '2024' })
    expect(kwargsOf(pattern, '/2024/05/')).toEqual({ year: '2024', month: '05' })
  })

  test('passes other groups by position, and none of them beside named ones', () => {
    expect(argsOf(rePath('^([0-9]+)/([a-z]+)?/$', view), '/1//')).toEqual(['1', null])
    expect(argsOf(rePath('^([0-9]+)/(?P<n>[a-z]+)/$', view), '/1/a/')).toEqual([])
  })

  test('searches: without ^ anywhere, without $ whatever follows', () => {
    expect(argsOf(rePath('earch', view), '/a/search/b')).toEqual([])
    expect(argsOf(rePath('^search', view), '/a/search')).toBeNull()
  })

  test('an expression that ends with $ must match the whole path', () => {
    expect(argsOf(rePath('a$', view), '/xa')).toBeNull()
    expect(argsOf(rePath('^a$', view), '/a\n')).toBeNull()
    expect(argsOf(rePath('^a|b$', view), '/b')).toEqual([])
  })

  test('takes a RegExp with its flags, and JavaScript’s named groups in a string', () => {
    expect(kwargsOf(rePath(/^(?<slug>[a-z]+)\/$/i, view), '/ABC/')).toEqual({ slug: 'ABC' })
    expect(kwargsOf(rePath('^(?<slug>[a-z]+)/$', view), '/abc/')).toEqual({ slug: 'abc' })
    expect(argsOf(rePath(/^(a+)$/g, view), '/aa')).toEqual(['aa'])
    expect(argsOf(rePath(/^(a+)$/g, view), '/aa')).toEqual(['aa'])
  })

  test('refuses an expression that cannot be compiled and points at the spot', () => {
    expect(() => rePath('(regex_error/$', view)).toThrow(
      '"(regex_error/$" is not a valid regular expression: missing ), unterminated subpattern at position 0\n' +
        '    (regex_error/$\n' +
        '    ^',
    )
    expect(() => rePath('^(?P<a>.)(?P<a>.)$', view)).toThrow(
      "redefinition of group name 'a' as group 2; was group 1 at position 13",
    )
  })
})

test('a pattern prints as in Django', () => {
  expect(String(path('a/<x>/', view, { name: 'a' }))).toBe("<URLPattern 'a/<x>/' [name='a']>")
  expect(String(path('a/', () => new HttpResponse()))).toBe("<URLPattern 'a/'>")
})

test('a miss is a value', () => {
  expect(new URLResolver({ urlpatterns: [] }).match('/')).toBeInstanceOf(Miss)
})

function thrownBy(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
