import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { redirect } from '../../src/shortcuts.js'
import { activateResolver, getUrlconf, setUrlconf } from '../../src/urls/active.js'
import { NoReverseMatch } from '../../src/urls/exceptions.js'
import { include } from '../../src/urls/include.js'
import { nameView } from '../../src/urls/names.js'
import { path, rePath } from '../../src/urls/path.js'
import { URLResolver } from '../../src/urls/resolver.js'
import { clearScriptPrefix, getScriptPrefix, reverse, reverseLazy, setScriptPrefix } from '../../src/urls/reverse.js'
import type { URLPatterns } from '../../src/urls/types.js'
import { quote } from '../../src/utils/quoting.js'
import { named, view } from './views.js'

const article = named('article')
nameView(article, 'blog.views.article')
const lonely = named('lonely')
nameView(lonely, 'blog.views.lonely')

const blog = {
  appName: 'blog',
  urlpatterns: [
    path('', view, { name: 'index' }),
    path('<int:id>/', view, { name: 'detail' }),
    path('sub/', include([[path('leaf/', view, { name: 'leaf' })], 'sub'])),
  ],
}

const urlpatterns: URLPatterns = [
  path('', view, { name: 'home' }),
  path('articles/<int:year>/<slug:slug>/', article, { name: 'article' }),
  path('any/<path:rest>', view, { name: 'any' }),
  path('one/', view, { name: 'twice' }),
  path('one/<int:id>/', view, { name: 'twice' }),
  path('last/', view, { name: 'same' }),
  path('really-last/', view, { name: 'same' }),
  path('fixed/<int:id>/', view, { name: 'fixed', kwargs: { draft: true } }),
  path('100%/', view, { name: 'percent' }),
  path('<int:id>/%s/', view, { name: 'percent-s' }),
  rePath('^places?/([0-9]+)/$', view, { name: 'places' }),
  rePath('^page(?:-(?P<page>[0-9]+))?/$', view, { name: 'page' }),
  rePath('^either/(?:a|b)/$', view, { name: 'either' }),
  rePath('^(?<=/)behind/$', view, { name: 'behind' }),
  rePath(/^native\/(?<slug>[a-z]+)\/$/i, view, { name: 'native' }),
  path('prefix/<slug:s>/', include([path('<int:id>/', view, { name: 'inner' })])),
  path('blog/', include(blog)),
  path('blog2/', include(blog, { namespace: 'blog-two' })),
  path('<slug:s>/blog3/', include(blog, { namespace: 'blog-three' })),
]

beforeEach(() => void activateResolver(new URLResolver({ urlpatterns })))
afterEach(() => {
  activateResolver(null)
  clearScriptPrefix()
})

describe('reverse', () => {
  test('fills in kwargs by name and values by position', () => {
    expect(reverse('home')).toBe('/')
    expect(reverse('article', { year: 2024, slug: 'x-y' })).toBe('/articles/2024/x-y/')
    expect(reverse('article', [2024, 'x-y'])).toBe('/articles/2024/x-y/')
  })

  test('finds a pattern by its view', () => {
    expect(reverse(article, { year: 2024, slug: 'x' })).toBe('/articles/2024/x/')
  })

  test('of several patterns with a name takes the one whose parameters fit, the last one first', () => {
    expect(reverse('twice')).toBe('/one/')
    expect(reverse('twice', { id: 5 })).toBe('/one/5/')
    expect(reverse('same')).toBe('/really-last/')
  })

  test('quotes what a path cannot hold, and nothing else', () => {
    expect(reverse('any', { rest: 'a b/ü?#[]%\'!$&()*+,;=:@~-._"' })).toBe(
      "/any/a%20b/%C3%BC%3F%23%5B%5D%25'!$&()*+,;=:@~-._%22",
    )
    expect(reverse('any', { rest: '😀' })).toBe('/any/%F0%9F%98%80')
    expect(reverse('any', { rest: 'ä?\ud800' })).toBe('/any/%C3%A4%3F%EF%BF%BD')
    const ascii = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)).filter(one => one !== '\n')
    for (const one of ascii) expect(reverse('any', { rest: one })).toBe(`/any/${quote(one, "!$&'()*+,;=/~:@")}`)
  })

  test('never makes a URL that names another host', () => {
    const urlconf = { urlpatterns: [path('<path:rest>', view, { name: 'rest' })] }
    expect(reverse('rest', { rest: '/evil.example/' }, { urlconf })).toBe('/%2Fevil.example/')
  })

  test('turns regular expressions back', () => {
    expect(reverse('places', ['7'])).toBe('/place/7/')
    expect(reverse('page')).toBe('/page/')
    expect(reverse('page', { page: 3 })).toBe('/page-3/')
    expect(reverse('native', { slug: 'ABC' })).toBe('/native/ABC/')
    expect(reverse('behind')).toBe('/behind/')
  })

  test('refuses values that the pattern would not match', () => {
    expect(() => reverse('article', { year: 'next', slug: 'x' })).toThrow(NoReverseMatch)
    expect(() => reverse('places', ['x'])).toThrow(NoReverseMatch)
    expect(() => reverse('places', 'x' as never)).toThrow('but got x: { name: value } or [value].')
    expect(() => reverse('either')).toThrow(NoReverseMatch)
  })

  test('takes the parameters of enclosing includes', () => {
    expect(reverse('inner', { s: 'a', id: 1 })).toBe('/prefix/a/1/')
    expect(reverse('inner', ['a', 1])).toBe('/prefix/a/1/')
  })

  test('an extra kwarg may be repeated but not contradicted', () => {
    expect(reverse('fixed', { id: 1 })).toBe('/fixed/1/')
    expect(reverse('fixed', { id: 1, draft: true })).toBe('/fixed/1/')
    expect(() => reverse('fixed', { id: 1, draft: false })).toThrow(NoReverseMatch)
  })

  test('an undefined kwarg counts as not given', () => {
    expect(reverse('page', { page: undefined })).toBe('/page/')
  })

  test('a name that every object has is no kwarg', () => {
    const urlconf = { urlpatterns: [path('<constructor>/', view, { name: 'odd' })] }
    expect(() => reverse('odd', {}, { urlconf })).toThrow(NoReverseMatch)
    expect(reverse('odd', { constructor: 'x' }, { urlconf })).toBe('/x/')
  })

  test('appends query and fragment', () => {
    expect(reverse('home', null, { query: { q: 'a b&c', n: [1, 2] }, fragment: 'top' })).toBe('/?q=a+b%26c&n=1&n=2#top')
    expect(reverse('home', null, { query: new URLSearchParams('a=1&a=2') })).toBe('/?a=1&a=2')
    expect(reverse('home', null, { query: {}, fragment: '' })).toBe('/#')
    expect(
      reverse('home', null, {
        query: [
          ["it's", '(*) ~ä\ud800'],
          ['', ''],
        ],
      }),
    ).toBe('/?it%27s=%28%2A%29+~%C3%A4%EF%BF%BD&=')
    expect(() => reverse('home', null, { fragment: 5 as never })).toThrow(TypeError)
  })

  test('puts the script prefix first', () => {
    setScriptPrefix('/app')
    expect(getScriptPrefix()).toBe('/app/')
    expect(reverse('twice')).toBe('/app/one/')
    setScriptPrefix('/a%b/')
    expect(reverse('home')).toBe('/a%25b/')
  })
})

describe('namespaces', () => {
  test('are found by instance, also nested and behind parameters', () => {
    expect(reverse('blog:detail', { id: 3 })).toBe('/blog/3/')
    expect(reverse('blog-two:index')).toBe('/blog2/')
    expect(reverse('blog-two:sub:leaf')).toBe('/blog2/sub/leaf/')
    expect(reverse('blog-three:detail', { s: 'x', id: 3 })).toBe('/x/blog3/3/')
  })

  test('currentApp chooses among the instances of an application', () => {
    expect(reverse('blog:index', null, { currentApp: 'blog-two' })).toBe('/blog2/')
    expect(reverse('blog:sub:leaf', null, { currentApp: 'blog-two:sub' })).toBe('/blog2/sub/leaf/')
    expect(reverse('blog:index', null, { currentApp: 'elsewhere' })).toBe('/blog/')
  })

  test('without an instance of the application’s own name the last one is the default', () => {
    const urlconf = {
      urlpatterns: [path('a/', include(blog, { namespace: 'a' })), path('b/', include(blog, { namespace: 'b' }))],
    }
    expect(reverse('blog:index', null, { urlconf })).toBe('/b/')
  })

  test('two modules that include each other can be reversed', () => {
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
    expect(reverse('child', null, { urlconf: parent })).toBe('/child/')
    const circular = {
      urlpatterns: [
        path(
          'a/',
          include(() => namespaced),
        ),
      ],
    }
    const namespaced: { appName: string; urlpatterns: URLPatterns } = {
      appName: 'n',
      urlpatterns: [
        path('x/', view, { name: 'x' }),
        path(
          'again/',
          include(() => namespaced),
        ),
      ],
    }
    expect(reverse('n:x', null, { urlconf: circular })).toBe('/a/x/')
    expect(reverse('n:n:x', null, { urlconf: circular })).toBe('/a/again/x/')
  })
})

describe('NoReverseMatch', () => {
  test.each<[string, object | null, string]>([
    ['nope', null, "Reverse for 'nope' not found. 'nope' is not a valid view function or pattern name."],
    [
      'artcle',
      null,
      "Reverse for 'artcle' not found. 'artcle' is not a valid view function or pattern name. Did you mean \"article\"?",
    ],
    ['blgo:index', null, '\'blgo\' is not a registered namespace. Did you mean "blog"?'],
    ['blog:nowhere:index', null, "'nowhere' is not a registered namespace inside 'blog'"],
    [
      'places',
      ['a'],
      "Reverse for 'places' with arguments '('a',)' not found. 1 pattern(s) tried: ['places?/([0-9]+)/$']",
    ],
    [
      'article',
      { year: 2024 },
      "Reverse for 'article' with keyword arguments '{'year': 2024}' not found. 1 pattern(s) tried: " +
        "['articles/(?P<year>[0-9]+)/(?P<slug>[-a-zA-Z0-9_]+)/\\\\Z']. It also needs 'slug'.",
    ],
    [
      'places',
      null,
      "Reverse for 'places' with no arguments not found. 1 pattern(s) tried: ['places?/([0-9]+)/$']. It takes 1 value, by position.",
    ],
  ])('%s', (name, values, message) => {
    const error = thrownBy(() => reverse(name, values)) as NoReverseMatch
    expect(error).toBeInstanceOf(NoReverseMatch)
    expect(error.message).toBe(message)
  })

  test.each<[string, object, string]>([
    ['article', { year: 'next', slug: 'x' }, "'year' does not accept 'next'."],
    ['article', [2024, 'a b'], "'slug' does not accept 'a b'."],
    ['article', [2024], 'It takes 2 values, not 1.'],
    ['article', { year: 2024, slug: 'x', page: 1 }, "It does not take 'page'."],
  ])('says what is wrong with the arguments: %s %j', (name, values, reason) => {
    expect(() => reverse(name, values)).toThrow(reason)
  })

  test('has what was asked for and tried in its fields', () => {
    const error = thrownBy(() => reverse('blog:detail', { id: 'x' })) as NoReverseMatch
    expect(error).toBeInstanceOf(NoReverseMatch)
    expect(error).toMatchObject({ name: 'NoReverseMatch', viewName: 'detail', tried: ['blog/(?P<id>[0-9]+)/\\Z'] })
  })

  test('names a view by its module', () => {
    expect(() => reverse(lonely)).toThrow(
      "Reverse for 'blog.views.lonely' not found. 'blog.views.lonely' is not a valid view function or pattern name.",
    )
  })

  test('a % in the route says why it cannot be reversed', () => {
    expect(() => reverse('percent')).toThrow(
      "The route of '100%/' cannot be reversed: its '%' at index 3 stands for itself only when matching.",
    )
    expect(() => reverse('percent-s', { id: 1 })).toThrow("its '%' at index 7 stands for itself only when matching.")
  })
})

describe('which URLconf', () => {
  const other = { urlpatterns: [path('elsewhere/', view, { name: 'home' })] }
  afterEach(() => setUrlconf(null))

  test('the one that is set, until it is taken back', () => {
    expect(getUrlconf()).toBeNull()
    setUrlconf(other)
    expect([getUrlconf(), reverse('home')]).toEqual([other, '/elsewhere/'])
    expect(reverse('home', null, { urlconf: { urlpatterns } })).toBe('/')
    setUrlconf(null)
    expect([getUrlconf(), reverse('home')]).toEqual([null, '/'])
  })

  test('reverseLazy() asks when it is printed', () => {
    activateResolver(null)
    const home = reverseLazy('home')
    activateResolver(new URLResolver(other))
    expect(`${home} ${JSON.stringify({ home })}`).toBe('/elsewhere/ {"home":"/elsewhere/"}')
    expect(redirect(home).url).toBe('/elsewhere/')
    expect(() => String(reverseLazy('nowhere'))).toThrow(NoReverseMatch)
  })
})

function thrownBy(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
