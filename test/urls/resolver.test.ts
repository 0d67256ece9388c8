import { afterEach, describe, expect, test } from 'vitest'
import { ImproperlyConfigured } from '../../src/conf/exceptions.js'
import { Http404 } from '../../src/http/exceptions.js'
import { HttpRequest } from '../../src/http/request.js'
import { HttpResponse } from '../../src/http/response.js'
import { activateResolver, getResolver } from '../../src/urls/active.js'
import { Resolver404 } from '../../src/urls/exceptions.js'
import { include } from '../../src/urls/include.js'
import { callView, Miss, type ResolverMatch } from '../../src/urls/match.js'
import { nameView } from '../../src/urls/names.js'
import { path, rePath } from '../../src/urls/path.js'
import { isValidPath, resolve } from '../../src/urls/resolve.js'
import { URLResolver } from '../../src/urls/resolver.js'
import type { URLPattern, URLPatterns } from '../../src/urls/types.js'
import { named, view } from './views.js'

afterEach(() => void activateResolver(null))

const article = named('article')
const urlpatterns = [
  path('', named('home'), { name: 'home' }),
  path('a/<str:x>/', named('text'), { name: 'text' }),
  path('a/<int:x>/', named('number'), { name: 'number' }),
  path('articles/<int:year>/', article, { name: 'article', kwargs: { draft: false } }),
  path('blog/', include([[path('', view, { name: 'index' }), path('<int:id>/', view)], 'blog'])),
  path('empty/', include([])),
]
const resolver = new URLResolver({ urlpatterns })

function tried(pathInfo: string): string[][] {
  return resolver.match(pathInfo).tried.map(way => way.map(pattern => pattern.route))
}

describe('match', () => {
  test('takes the first pattern in order', () => {
    expect(resolver.match('/a/5/')).toMatchObject({ urlName: 'text', kwargs: { x: '5' } })
  })

  test('gives all of Django’s fields', () => {
    expect(resolver.match('/articles/2024/')).toMatchObject({
      func: article,
      args: [],
      kwargs: { year: 2024, draft: false },
      urlName: 'article',
      appNames: [],
      appName: '',
      namespaces: [],
      namespace: '',
      route: 'articles/<int:year>/',
      viewName: 'article',
      capturedKwargs: { year: 2024 },
      extraKwargs: { draft: false },
    })
  })

  test('a pattern without a name goes by its view', () => {
    const unnamed = named('unnamed')
    nameView(unnamed, 'blog.views.unnamed')
    const match = new URLResolver({ urlpatterns: [path('', unnamed)] }).match('/') as ResolverMatch
    expect(match.urlName).toBeNull()
    expect(match.viewName).toBe('blog.views.unnamed')
  })

  test('a match prints as in Django', () => {
    expect(String(resolver.match('/articles/2024/'))).toBe(
      "ResolverMatch(func=article, args=(), kwargs={'year': 2024, 'draft': False}, url_name='article', app_names=[], " +
        "namespaces=[], route='articles/<int:year>/', captured_kwargs={'year': 2024}, extra_kwargs={'draft': False})",
    )
  })

  test('tells which patterns were tried, ways through includes included', () => {
    expect(tried('/a/5/')).toEqual([[''], ['a/<str:x>/']])
    expect(tried('/blog/x/')).toEqual([
      [''],
      ['a/<str:x>/'],
      ['a/<int:x>/'],
      ['articles/<int:year>/'],
      ['blog/', ''],
      ['blog/', '<int:id>/'],
      ['empty/'],
    ])
    expect(tried('/empty/')).not.toContainEqual(['empty/'])
  })

  test('a miss keeps the path without its slash, and is no error', () => {
    const miss = resolver.match('/nope/') as Miss
    expect(miss).toBeInstanceOf(Miss)
    expect(miss.path).toBe('nope/')
    expect(resolver.match('*')).toBeInstanceOf(Miss)
  })
})

describe('callView', () => {
  test('passes the request, then groups, then kwargs, which are always there', () => {
    const calls: unknown[][] = []
    const record = (...args: unknown[]) => {
      calls.push(args)
      return new HttpResponse()
    }
    const request = new HttpRequest()
    const patterns = [
      path('plain/', record),
      path('named/<int:id>/', record),
      rePath('^groups/([0-9]+)/([a-z]+)?/$', record, { kwargs: { extra: 1 } }),
    ] as unknown as URLPatterns
    const table = new URLResolver({ urlpatterns: patterns })
    for (const pathInfo of ['/plain/', '/named/3/', '/groups/1//']) {
      callView(table.match(pathInfo) as ResolverMatch, request)
    }
    expect(calls).toEqual([
      [request, {}],
      [request, { id: 3 }],
      [request, '1', null, { extra: 1 }],
    ])
  })
})

describe('a root URLconf', () => {
  test('names its handlers', () => {
    const handler404 = named('handler404')
    const root = new URLResolver({ urlpatterns: [], handler404 })
    expect(root.handlerFor(404)).toBe(handler404)
    expect(root.handlerFor(500)).toBeUndefined()
  })

  test('is not looked at before it is used', () => {
    expect(() => new URLResolver({} as never)).not.toThrow()
  })

  test('without urlpatterns says so', () => {
    expect(() => new URLResolver({} as never).check()).toThrow(
      "The included URLconf 'urls' does not appear to have any patterns in it.",
    )
    expect(() => new URLResolver({ urlpatterns: [], handler404: 'views.oops' as never }).check()).toThrow(
      new ImproperlyConfigured(
        "The custom handler404 view 'views.oops' could not be imported. Assign the function itself.",
      ),
    )
    expect(() => new URLResolver({ urlpatterns: [view as unknown as URLPattern] }).check()).toThrow(
      "Your URL pattern the function view is invalid. Ensure that urlpatterns is a list of path() and/or rePath() instances. (It is number 1 in 'urls'.)",
    )
  })
})

describe('resolve', () => {
  test('uses the resolver of the running application, or the urlconf given', () => {
    expect(() => resolve('/')).toThrow(ImproperlyConfigured)
    activateResolver(resolver)
    expect(resolve('/').urlName).toBe('home')
    expect(resolve('/', { urlpatterns: [path('', view, { name: 'other' })] }).urlName).toBe('other')
    expect(getResolver()).toBe(resolver)
  })

  test('activateResolver returns the one before', () => {
    expect(activateResolver(resolver)).toBeNull()
    expect(activateResolver(null)).toBe(resolver)
  })

  test('throws Resolver404 when nothing matches', () => {
    const error = thrownBy(() => resolve('/nope/', resolver)) as Resolver404
    expect(error).toBeInstanceOf(Resolver404)
    expect(error).toBeInstanceOf(Http404)
    expect(error.name).toBe('Resolver404')
    expect(error.path).toBe('nope/')
    expect(error.tried).toHaveLength(6)
  })

  test('isValidPath only asks', () => {
    expect(isValidPath('/a/x/', resolver)).toBe(true)
    expect(isValidPath('/a/x', resolver)).toBe(false)
  })
})

test('a request has no match until its URL is resolved', () => {
  expect(new HttpRequest().resolverMatch).toBeNull()
})

function thrownBy(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
