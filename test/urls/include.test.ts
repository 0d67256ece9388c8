import { describe, expect, test } from 'vitest'
import { ImproperlyConfigured } from '../../src/conf/exceptions.js'
import { include } from '../../src/urls/include.js'
import { Miss, type ResolverMatch } from '../../src/urls/match.js'
import { registerModule } from '../../src/urls/names.js'
import { path, rePath } from '../../src/urls/path.js'
import { URLResolver } from '../../src/urls/resolver.js'
import type { URLPattern, URLPatterns } from '../../src/urls/types.js'
import { view } from './views.js'

function resolve(urlpatterns: URLPatterns, pathInfo: string): ResolverMatch {
  const match = new URLResolver({ urlpatterns }).match(pathInfo)
  if (match instanceof Miss) throw new Error(`nothing matches ${pathInfo}`)
  return match
}

const leaf = [
  path('', view, { name: 'home' }),
  path('<int:id>/', view, { name: 'detail', kwargs: { level: 'leaf' } }),
  rePath('^pos/([0-9]+)/$', view, { name: 'positional' }),
]

describe('include', () => {
  test('matches what is left behind its prefix', () => {
    expect(resolve([path('a/', include(leaf))], '/a/').urlName).toBe('home')
    expect(resolve([path('a', include([path('/b/', view)]))], '/a/b/').route).toBe('a/b/')
  })

  test('goes on with the next pattern when nothing behind it matches', () => {
    const urlpatterns = [path('a/', include(leaf)), path('a/', include([path('x/', view, { name: 'second' })]))]
    expect(resolve(urlpatterns, '/a/x/').urlName).toBe('second')
  })

  test('joins parameters: inner ones win, then extra kwargs, then the prefix', () => {
    const urlpatterns = [path('<int:id>/<slug:s>/', include(leaf), { kwargs: { level: 'include', s: 'fixed' } })]
    const match = resolve(urlpatterns, '/1/x/2/')
    expect(match.kwargs).toEqual({ id: 2, s: 'fixed', level: 'leaf' })
    expect(match.capturedKwargs).toEqual({ id: 2 })
    expect(match.extraKwargs).toEqual({ level: 'leaf', s: 'fixed' })
  })

  test('passes unnamed groups of all levels in order, unless anything is named', () => {
    expect(resolve([rePath('^([a-z]+)/', include(leaf))], '/a/pos/7/').args).toEqual(['a', '7'])
    expect(resolve([rePath('^(?P<x>[a-z]+)/', include(leaf))], '/a/pos/7/').args).toEqual(['7'])
    expect(resolve([rePath('^([a-z]+)/', include(leaf), { kwargs: { x: 1 } })], '/a/pos/7/').args).toEqual(['7'])
  })

  test('joins routes, dropping the inner ^', () => {
    expect(resolve([path('<slug:s>/', include(leaf))], '/x/pos/7/').route).toBe('<slug:s>/pos/([0-9]+)/$')
    expect(resolve([path('', include(leaf))], '/pos/7/').route).toBe('^pos/([0-9]+)/$')
  })

  test.each([
    ['a module', () => include({ urlpatterns: leaf, appName: 'blog' })],
    ['a function that gives a module', () => include(() => ({ urlpatterns: leaf, appName: 'blog' }))],
    ['a list with an application name', () => include([leaf, 'blog'])],
  ])('takes namespaces from %s', (_, included) => {
    const match = resolve([path('b/', included())], '/b/')
    expect(match).toMatchObject({ appNames: ['blog'], namespaces: ['blog'], viewName: 'blog:home' })
  })

  test('tells instances of one application apart by their namespace', () => {
    const inner = { urlpatterns: [path('c/', include([leaf, 'inner']))], appName: 'blog' }
    const match = resolve([path('b/', include(inner, { namespace: 'blog-two' }))], '/b/c/')
    expect(match).toMatchObject({ appName: 'blog:inner', namespace: 'blog-two:inner', viewName: 'blog-two:inner:home' })
  })

  test('does not look at a module before the first resolve', () => {
    let looked = 0
    const module = {
      get urlpatterns(): URLPatterns {
        looked++
        return leaf as URLPatterns
      },
    }
    const urlpatterns = [path('a/', view), path('b/', include(module))]
    const resolver = new URLResolver({ urlpatterns })
    resolver.match('/a/')
    expect(looked).toBe(0)
    resolver.match('/b/')
    resolver.match('/b/')
    expect(looked).toBe(1)
  })

  test('two modules may include each other', () => {
    const parent: { urlpatterns: URLPatterns } = {
      urlpatterns: [
        path('', view, { name: 'parent' }),
        path(
          'child/',
          include(() => child),
        ),
      ],
    }
    const child: { urlpatterns: URLPatterns } = {
      urlpatterns: [
        path('', view, { name: 'child' }),
        path(
          'parent/',
          include(() => parent),
        ),
      ],
    }
    expect(resolve(parent.urlpatterns, '/child/parent/child/').urlName).toBe('child')
    expect(resolve(parent.urlpatterns, '/child/parent/child/').route).toBe('child/parent/child/')
  })

  test('an include that leads back to itself without a prefix ends', () => {
    const circle: { urlpatterns: URLPatterns } = {
      urlpatterns: [
        path(
          '',
          include(() => circle),
        ),
        path('a/', view, { name: 'a' }),
      ],
    }
    expect(resolve(circle.urlpatterns, '/a/').urlName).toBe('a')
    expect(new URLResolver(circle).match('/b/')).toBeInstanceOf(Miss)
  })
})

describe('what cannot be included', () => {
  const anything = include as (target: unknown, options?: object) => never

  test('a namespace without an application name', () => {
    expect(() => include(leaf, { namespace: 'n' })).toThrow(ImproperlyConfigured)
    expect(() => include(leaf, { namespace: 'n' })).toThrow(
      'Specifying a namespace in include() without providing an appName is not supported.',
    )
    const lazy = path('', include({ urlpatterns: leaf }, { namespace: 'n' }))
    expect(() => new URLResolver({ urlpatterns: [lazy] }).match('/')).toThrow(ImproperlyConfigured)
  })

  test('a list of three', () => {
    expect(() => anything([leaf, 'app', 'namespace'])).toThrow('Passing a 3-tuple to include() is not supported.')
    expect(() => anything([leaf, 'app', 'namespace'], { namespace: 'n' })).toThrow(
      'Cannot override the namespace for a dynamic module that provides a namespace.',
    )
  })

  test('the name of a module', () => {
    expect(() => anything('blog.urls')).toThrow(
      new ImproperlyConfigured(
        "include('blog.urls'): pass the module itself, a function that returns it, or a list of patterns.",
      ),
    )
  })

  test('a module without urlpatterns, which is named', () => {
    const module = { patterns: [] }
    registerModule('blog.urls', module)
    const urlpatterns = [path('blog/', anything(module))]
    expect(() => new URLResolver({ urlpatterns }).match('/blog/')).toThrow(
      "The included URLconf 'blog.urls' does not appear to have any patterns in it. If you see the 'urlpatterns' " +
        'variable with valid patterns in the file then the issue is probably caused by a circular import.',
    )
  })

  test('a list in which something is no pattern', () => {
    const urlpatterns = [path('', include([path('', view), undefined as unknown as URLPattern]))]
    expect(() => new URLResolver({ urlpatterns }).match('/x/')).toThrow(
      "Your URL pattern undefined is invalid. Ensure that urlpatterns is a list of path() and/or rePath() instances. (It is number 2 in '<URLPattern list>'.) Is there a comma too many or too few before it?",
    )
  })
})

test('an include prints as in Django', () => {
  const [pattern] = [path('b/', include([leaf, 'blog'], { namespace: 'two' }))]
  expect(String(pattern)).toBe("<URLResolver <URLPattern list> (blog:two) 'b/'>")
})
