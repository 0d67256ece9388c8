import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DisallowedRedirect } from '../../src/http/exceptions.js'
import { HttpResponsePermanentRedirect, HttpResponseRedirect } from '../../src/http/redirects.js'
import { redirect, resolveUrl } from '../../src/shortcuts.js'
import { activateResolver } from '../../src/urls/active.js'
import { NoReverseMatch } from '../../src/urls/exceptions.js'
import { include } from '../../src/urls/include.js'
import { path } from '../../src/urls/path.js'
import { URLResolver } from '../../src/urls/resolver.js'
import { named, view } from '../urls/views.js'

const article = named('article')
const urlpatterns = [
  path('', view, { name: 'home' }),
  path('articles/<int:year>/<slug:slug>/', article, { name: 'article' }),
  path('blog/', include([[path('<int:id>/', view, { name: 'detail' })], 'blog'])),
]

beforeEach(() => void activateResolver(new URLResolver({ urlpatterns: urlpatterns as never })))
afterEach(() => void activateResolver(null))

describe('redirect', () => {
  test('to a name, with its parameters', () => {
    expect(redirect('home').url).toBe('/')
    expect(redirect('article', { year: 2024, slug: 'x' }).url).toBe('/articles/2024/x/')
    expect(redirect('article', [2024, 'x']).url).toBe('/articles/2024/x/')
    expect(redirect('blog:detail', { id: 1 }).url).toBe('/blog/1/')
  })

  test('to a view', () => {
    expect(redirect(article, { year: 2024, slug: 'x' }).url).toBe('/articles/2024/x/')
  })

  test('to an object that knows its address', () => {
    expect(redirect({ getAbsoluteUrl: () => '/articles/1/' }).url).toBe('/articles/1/')
  })

  test('to an address', () => {
    expect(redirect('/foo/').url).toBe('/foo/')
    expect(redirect('../places').url).toBe('../places')
    expect(redirect('example.com').url).toBe('example.com')
    expect(redirect(new URL('https://example.com/ü')).url).toBe('https://example.com/%C3%BC')
  })

  test.each([
    [{}, 302, HttpResponseRedirect],
    [{ permanent: true }, 301, HttpResponsePermanentRedirect],
    [{ preserveRequest: true }, 307, HttpResponseRedirect],
    [{ permanent: true, preserveRequest: true }, 308, HttpResponsePermanentRedirect],
  ])('%j gives %i', (options, statusCode, type) => {
    const response = redirect('home', null, options)
    expect(response).toBeInstanceOf(type)
    expect(response.statusCode).toBe(statusCode)
  })

  test('refuses what is neither a name nor an address, and other schemes', () => {
    expect(() => redirect('hmoe')).toThrow(
      "Reverse for 'hmoe' not found. 'hmoe' is not a valid view function or pattern name. Did you mean \"home\"?",
    )
    expect(() => redirect(named('stranger'))).toThrow(NoReverseMatch)
    expect(() => redirect('javascript:a.b()')).toThrow(DisallowedRedirect)
    expect(() => redirect(5 as never)).toThrow(TypeError)
    expect(() => redirect({} as never)).toThrow(TypeError)
    expect(() => redirect(undefined as never)).toThrow(TypeError)
  })
})

test('resolveUrl gives the address alone', () => {
  expect(resolveUrl('article', { year: 2024, slug: 'x' })).toBe('/articles/2024/x/')
  expect(resolveUrl(article, [2024, 'x'])).toBe('/articles/2024/x/')
  expect(resolveUrl('./relative/')).toBe('./relative/')
  expect(resolveUrl({ getAbsoluteUrl: () => '/a/' })).toBe('/a/')
})
