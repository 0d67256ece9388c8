import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as cache from '../../src/http/cache.js'
import { HttpResponse } from '../../src/http/response.js'
import { StreamingHttpResponse } from '../../src/http/streaming.js'
import { request } from './helpers.js'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2024, 0, 2, 3, 4, 5), toFake: ['Date'] })
})

afterEach(() => {
  vi.useRealTimers()
})

function patched(present: string | null, directives: cache.CacheControl): string | null {
  const response = new HttpResponse('', { headers: present === null ? {} : { 'Cache-Control': present } })
  cache.patchCacheControl(response, directives)
  return response.getHeader('Cache-Control')
}

describe('patchCacheControl', () => {
  it.each<[string | null, cache.CacheControl, string]>([
    [null, { private: true }, 'private'],
    ['', { noCache: 'Set-Cookie' }, 'no-cache=Set-Cookie'],
    ['private', { public: true }, 'public'],
    ['public, max-age=60', { private: true }, 'max-age=60, private'],
    ['max-age=60', { maxAge: 30 }, 'max-age=30'],
    ['max-age=60', { max_age: 90 }, 'max-age=60'],
    ['no-cache=Link', { noCache: true }, 'no-cache'],
    ['no-cache', { noCache: 'Link' }, 'no-cache'],
    ['a , b', { staleWhileRevalidate: 5 }, 'a, b, stale-while-revalidate=5'],
  ])('%j with %j is %j', (present, directives, expected) => {
    expect(patched(present, directives)).toBe(expected)
  })
})

describe('a max-age that is no number', () => {
  it('cannot be made shorter', () => {
    expect(() => patched('max-age=soon', { maxAge: 30 })).toThrow(RangeError)
    expect(patched('max-age=soon', { private: true })).toBe('max-age=soon, private')
  })
})

describe('Vary', () => {
  it('gets names added behind those that are there, whatever their case', () => {
    const response = new HttpResponse('', { headers: { Vary: 'Accept-Encoding' } })
    cache.patchVaryHeaders(response, ['accept-encoding', 'Cookie'])
    expect(response.getHeader('Vary')).toBe('Accept-Encoding, Cookie')
    expect(cache.hasVaryHeader(response, 'COOKIE')).toBe(true)
    cache.patchVaryHeaders(response, ['*'])
    expect(response.getHeader('Vary')).toBe('*')
  })

  it('is read whatever white space is in it (CVE-2026-48587)', () => {
    const response = new HttpResponse('', { headers: { Vary: ' Cookie ,\tAccept ' } })
    expect(cache.hasVaryHeader(response, 'Cookie')).toBe(true)
    expect(cache.hasVaryHeader(response, 'Accept')).toBe(true)
    expect(cache.hasVaryHeader(response, ' cookie ')).toBe(true)
  })
})

describe('how long a response is kept', () => {
  it('is CACHE_MIDDLEWARE_SECONDS unless told', () => {
    const response = new HttpResponse()
    cache.patchResponseHeaders(response)
    expect(response.getHeader('Expires')).toBe('Tue, 02 Jan 2024 03:14:05 GMT')
    expect(cache.getMaxAge(response)).toBe(600)
  })

  it('may be not at all', () => {
    const response = new HttpResponse('', { headers: { 'Cache-Control': 'public, max-age=60' } })
    cache.addNeverCacheHeaders(response)
    expect(response.getHeader('Cache-Control')).toBe('max-age=0, no-cache, no-store, must-revalidate, private')
  })

  it('is null where nothing says it', () => {
    expect(cache.getMaxAge(new HttpResponse())).toBeNull()
    expect(cache.getMaxAge(new HttpResponse('', { headers: { 'Cache-Control': 'max-age' } }))).toBe(1)
    expect(cache.getMaxAge(new HttpResponse('', { headers: { 'Cache-Control': 'max-age=x' } }))).toBeNull()
  })
})

describe('setResponseEtag', () => {
  it('is the MD5 of the content, which streams and empty responses do not have', () => {
    expect(cache.setResponseEtag(new HttpResponse('abc')).getHeader('ETag')).toBe('"900150983cd24fb0d6963f7d28e17f72"')
    expect(cache.setResponseEtag(new HttpResponse()).hasHeader('ETag')).toBe(false)
    expect(cache.setResponseEtag(new StreamingHttpResponse(['a'])).hasHeader('ETag')).toBe(false)
  })
})

describe('getConditionalResponse', () => {
  const answer = () => new HttpResponse('x', { headers: { ETag: '"a"', 'X-Other': 'y' } })
  const conditional = (rawHeaders: string[], method = 'GET', lastModified?: number) => {
    const response = answer()
    const result = cache.getConditionalResponse(request({ method, rawHeaders }), {
      etag: '"a"',
      lastModified,
      response,
    })
    return result === response ? 'the response' : result?.statusCode
  }

  it.each<[string[], string, number | 'the response']>([
    [[], 'GET', 'the response'],
    [['If-None-Match', '"a"'], 'GET', 304],
    [['If-None-Match', 'W/"a"'], 'HEAD', 304],
    [['If-None-Match', '*'], 'PUT', 412],
    [['If-None-Match', '"b", "c"'], 'GET', 'the response'],
    [['If-Match', '"a"'], 'PUT', 'the response'],
    [['If-Match', '"b"'], 'PUT', 412],
    [['If-Match', 'W/"a"'], 'PUT', 412],
    [['If-Match', '*'], 'PUT', 'the response'],
  ])('%j with %s', (rawHeaders, method, expected) => {
    expect(conditional(rawHeaders, method)).toBe(expected)
  })

  it('looks at dates where no entity tag is asked about', () => {
    const since = ['If-Modified-Since', 'Tue, 02 Jan 2024 03:04:05 GMT']
    const moment = Date.UTC(2024, 0, 2, 3, 4, 5) / 1000
    expect(conditional(since, 'GET', moment)).toBe(304)
    expect(conditional(since, 'GET', moment + 1)).toBe('the response')
    expect(conditional(since, 'POST', moment)).toBe('the response')
    expect(conditional([...since, 'If-None-Match', '"b"'], 'GET', moment)).toBe('the response')
    expect(conditional(['If-Unmodified-Since', since[1]!], 'PUT', moment + 1)).toBe(412)
  })

  it('keeps cookies and what caches need, and nothing else, in a 304', () => {
    const response = answer()
    response.setCookie('a', 'b')
    const result = cache.getConditionalResponse(request({ rawHeaders: ['If-None-Match', '"a"'] }), {
      etag: '"a"',
      response,
    })
    expect(result!.wireHeaders()).toEqual(['ETag', '"a"', 'Set-Cookie', 'a=b; Path=/'])
  })

  it('leaves errors alone', () => {
    const response = new HttpResponse('', { status: 404 })
    const asked = request({ rawHeaders: ['If-None-Match', '"a"'] })
    expect(cache.getConditionalResponse(asked, { etag: '"a"', response })).toBe(response)
  })
})
