import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseCookie, quoteCookie, unquoteCookie } from '../../src/http/cookies.js'
import { CookieError } from '../../src/http/exceptions.js'
import { HttpResponse } from '../../src/http/response.js'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2024, 0, 2, 3, 4, 5), toFake: ['Date'] })
})

afterEach(() => {
  vi.useRealTimers()
})

function setCookie(...args: Parameters<HttpResponse['setCookie']>): string {
  const response = new HttpResponse()
  response.setCookie(...args)
  return response.wireHeaders().at(-1)!
}

describe('setCookie', () => {
  it('sends a cookie after all headers, each on its own', () => {
    const response = new HttpResponse()
    response.setCookie('a', '1')
    response.setCookie('b', 2)
    response.headers.set('X-Late', 'x')
    expect(response.wireHeaders()).toEqual([
      'Content-Type',
      'text/html; charset=utf-8',
      'X-Late',
      'x',
      'Set-Cookie',
      'a=1; Path=/',
      'Set-Cookie',
      'b=2; Path=/',
    ])
  })

  it('knows all attributes', () => {
    expect(
      setCookie('c', 'v', {
        maxAge: 10,
        path: '/x/',
        domain: 'example.com',
        secure: true,
        httponly: true,
        samesite: 'Lax',
      }),
    ).toBe(
      'c=v; Domain=example.com; expires=Tue, 02 Jan 2024 03:04:15 GMT; HttpOnly; Max-Age=10; Path=/x/; SameSite=Lax; Secure',
    )
    expect(setCookie('c', 'v', { path: null, expires: 'Sat, 01 Jan 2028 00:00:00 GMT' })).toBe(
      'c=v; expires=Sat, 01 Jan 2028 00:00:00 GMT',
    )
    expect(setCookie('c', 'v', { expires: new Date('2024-01-02T03:05:05Z') })).toBe(
      'c=v; expires=Tue, 02 Jan 2024 03:05:06 GMT; Max-Age=61; Path=/',
    )
  })

  it.each([
    ['', '""'],
    ['plain-1.2', 'plain-1.2'],
    ['a b', '"a b"'],
    ['a;b,c', '"a\\073b\\054c"'],
    ['say "hi"\\', '"say \\"hi\\"\\\\"'],
    ['line\r\nend', '"line\\015\\012end"'],
    ['é€', '"\\351€"'],
  ])('quotes the value %j', (value, coded) => {
    expect(quoteCookie(value)).toBe(value === '' ? '""' : coded)
    expect(unquoteCookie(coded)).toBe(value)
  })

  it.each(['', 'a b', 'a;b', 'a=b', 'a\r\nb', 'é', 'path', 'HttpOnly'])('refuses the name %j', name => {
    expect(() => setCookie(name, 'v')).toThrow(CookieError)
  })

  it('refuses attributes that would end the header', () => {
    expect(() => setCookie('k', 'v', { path: '/\r\nX: y' })).toThrow(CookieError)
    expect(() => setCookie('k', 'v', { domain: 'a\nb' })).toThrow(CookieError)
    expect(() => setCookie('k', 'v', { samesite: 'Sometimes' as 'Lax' })).toThrow(
      new RangeError('samesite must be "lax", "none", or "strict".'),
    )
    expect(() => setCookie('k', 'v', { maxAge: 1, expires: new Date() })).toThrow(RangeError)
  })
})

describe('deleteCookie', () => {
  it('sends a cookie that has ended', () => {
    const response = new HttpResponse()
    response.deleteCookie('c', { path: '/x/', domain: 'example.com' })
    response.deleteCookie('__Host-d')
    expect([...response.cookies.values()].map(cookie => cookie.outputString())).toEqual([
      'c=""; Domain=example.com; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/x/',
      '__Host-d=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; Secure',
    ])
  })
})

describe('parseCookie', () => {
  it.each([
    ['a=b; c=d', { a: 'b', c: 'd' }],
    ['a=b=c', { a: 'b=c' }],
    ['a="b;c"', { a: '"b', '': 'c"' }],
    ['a="b\\073c"', { a: 'b;c' }],
    ['lone', { '': 'lone' }],
    ['=__Host-x=bad', { '': '__Host-x=bad' }],
    ['a=1; a=2', { a: '2' }],
    [' ; a = b ;', { a: 'b' }],
    ['', {}],
  ])('reads %j', (header, cookies) => {
    expect(Object.fromEntries(parseCookie(header))).toEqual(cookies)
  })

  it('takes the backslash from before any character but a line end', () => {
    expect(parseCookie('a="\\\r\\\u2028\\\n"').get('a')).toBe('\r\u2028\\\n')
  })

  it('takes any name for a name', () => {
    expect([...parseCookie('__proto__=1; 1=a; 0=b')]).toEqual([
      ['__proto__', '1'],
      ['1', 'a'],
      ['0', 'b'],
    ])
  })

  it('gives back what was set', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), value => {
        expect(parseCookie(`k=${quoteCookie(value)}`).get('k')).toBe(value)
      }),
    )
  })

  it('reads ten thousand cookies in linear time', () => {
    expect(parseCookie(Array.from({ length: 10_000 }, (_, i) => `c${i}="\\"`).join('; ')).size).toBe(10_000)
  })
})
