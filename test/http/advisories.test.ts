import { describe, expect, test } from 'vitest'
import { readRequestHead } from '../../src/adapters/request-line.js'
import { parseByteRange } from '../../src/http/byte-range.js'
import { parseCookie, quoteCookie, unquoteCookie } from '../../src/http/cookies.js'
import { BadHeaderError, CookieError, DisallowedRedirect, TooManyFieldsSent } from '../../src/http/exceptions.js'
import { FileResponse } from '../../src/http/file-response.js'
import { JsonResponse } from '../../src/http/json.js'
import { parseAccept } from '../../src/http/media-type.js'
import { QueryDict } from '../../src/http/querydict.js'
import { HttpResponseRedirect } from '../../src/http/redirects.js'
import { HttpResponse } from '../../src/http/response.js'
import { JSONSerializer } from '../../src/signing/json.js'
import * as encoding from '../../src/utils/encoding.js'
import * as http from '../../src/utils/http.js'
import * as text from '../../src/utils/text.js'
import { urlsplit } from '../../src/utils/urlsplit.js'
import { expectLinear } from '../linear.js'
import { bytes, request, withSettings } from './helpers.js'

// Mistakes that others made, each of them once: the advisory, and what it must not do here.

describe('header injection (CVE-2021-32052 and its like)', () => {
  const lines = ['a\r\nX: y', 'a\nX: y', 'a\rX: y', 'a\0b']

  test.each(lines)('%j is no value, no name, no reason phrase', bad => {
    const response = new HttpResponse()
    expect(() => response.headers.set('X', bad)).toThrow(BadHeaderError)
    expect(() => response.headers.set(bad, 'x')).toThrow(BadHeaderError)
    expect(() => response.headers.append('X', bad)).toThrow(BadHeaderError)
    expect(() => new HttpResponse('', { reason: bad })).toThrow(BadHeaderError)
    expect(() => new HttpResponse('', { contentType: bad })).toThrow(BadHeaderError)
    expect(() => new HttpResponse('', { headers: { X: bad } })).toThrow(BadHeaderError)
    expect(() => new HttpResponseRedirect(bad).wireHeaders().join().includes('\n')).not.toBe(true)
  })

  test.each(lines)('%j is no part of a cookie (CVE-2026-56762)', bad => {
    const response = new HttpResponse()
    expect(() => response.setCookie(bad, 'x')).toThrow(CookieError)
    expect(() => response.setCookie('k', 'x', { path: bad })).toThrow(CookieError)
    expect(() => response.setCookie('k', 'x', { domain: bad })).toThrow(CookieError)
    expect(() => response.setCookie('k', 'x', { expires: bad })).toThrow(CookieError)
    response.setCookie('k', bad)
    expect(response.wireHeaders().join()).not.toMatch(/[\r\n\0]/)
  })
})

describe('cookie parsing', () => {
  test('a nameless cookie stays nameless (CVE-2023-23934)', () => {
    expect([...parseCookie('=__Host-x=bad')]).toEqual([['', '__Host-x=bad']])
  })

  test('__proto__ is a name like any other (CVE-2024-47764 and its like)', () => {
    const { COOKIES, GET } = request({ target: '/?__proto__=1', rawHeaders: ['Cookie', '__proto__=1; constructor=2'] })
    expect(Object.entries(COOKIES)).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ])
    expect(GET.get('__proto__')).toBe('1')
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  test('a misspelt attribute is refused, for the cookie would be less safe than it was meant to be', () => {
    const response = new HttpResponse()
    expect(() => response.setCookie('k', 'v', { httpOnly: true } as object)).toThrow(/"httpOnly".*"httponly"/)
  })
})

test('a header with underscores never reaches META (CVE-2015-0219, CVE-2026-3902)', () => {
  const { META } = request({ rawHeaders: ['X_Forwarded_For', 'evil', 'X-Forwarded-For', 'good'] })
  expect(META.HTTP_X_FORWARDED_FOR).toBe('good')
})

test('a semicolon separates no parameters (CVE-2021-23336)', () => {
  expect([...new QueryDict('a=1;b=2').lists()]).toEqual([['a', ['1;b=2']]])
})

test('the scheme is a trusted header of a trusted proxy, or that of the connection (CVE-2019-12781)', () => {
  const rawHeaders = ['X-Forwarded-Proto', 'http', 'Host', 'x']
  withSettings({ SECURE_PROXY_SSL_HEADER: ['HTTP_X_FORWARDED_PROTO', 'https'] })
  expect(request({ scheme: 'https', rawHeaders }).isSecure()).toBe(false)
  withSettings({})
  expect(request({ scheme: 'https', rawHeaders }).isSecure()).toBe(true)
})

test('a file name breaks out of no Content-Disposition (CVE-2022-36359)', () => {
  const header = (filename: string) =>
    new FileResponse(new Uint8Array(1), { filename, asAttachment: true }).getHeader('Content-Disposition')
  expect(header('a".bat;x=".txt')).toBe('attachment; filename="a\\".bat;x=\\".txt"')
  expect(header('a\r\nX: y')).toBe("attachment; filename*=utf-8''a%0D%0AX%3A%20y")
  expect(header('é.txt')).toBe("attachment; filename*=utf-8''%C3%A9.txt")
})

test('a redirect leads to no other scheme, and to no address without end (CVE-2025-64458)', () => {
  for (const target of [
    'javascript:alert(1)',
    'data:text/html,x',
    'JAVASCRIPT:x',
    '\tjavascript:x',
    'file:///etc/passwd',
  ]) {
    expect(() => new HttpResponseRedirect(target)).toThrow(DisallowedRedirect)
  }
  expect(() => new HttpResponseRedirect(`/${'x'.repeat(20_000)}`)).toThrow(DisallowedRedirect)
})

test.each([
  'http:///example.com',
  'https:///example.com',
  'ftp://example.com',
  '///example.com',
  '//example.com',
  '\\\\example.com',
  '\\\\\\example.com',
  '/\\\\/example.com',
  '/\\example.com',
  'http:\\\\example.com',
  'http:/\\example.com',
  'http:\\/example.com',
  'javascript:alert("XSS")',
  'http://\\example.com',
  'http://testserver\\@example.com',
  'http://test server',
  'http://[2001:cdba:0000:0000:0000:0000:3257:9652/',
  '\njavascript:alert(1)',
  '\x08//example.com',
  'http:999999999',
  '//good.com℀.evil.com',
])('%j is no safe place to go on to (CVE-2017-7233 and its like)', url => {
  expect(http.urlHasAllowedHostAndScheme(url, ['testserver', 'good.com'])).toBe(false)
})

test('an array is no JsonResponse unless it is said to be safe', () => {
  expect(() => new JsonResponse([1])).toThrow(TypeError)
})

test('more fields than allowed are counted and not parsed (hash collisions, CVE-2026-21717)', () => {
  withSettings({ DATA_UPLOAD_MAX_NUMBER_FIELDS: 1000 })
  expect(() => new QueryDict('a&'.repeat(1001))).toThrow(TooManyFieldsSent)
})

describe('time grows no faster than the input', () => {
  const parsers: [string, string, (input: string) => unknown][] = [
    ['parseCookie (CVE-2024-47764)', 'a=b; ', parseCookie],
    ['parseCookie, quoted', 'a="\\0', parseCookie],
    ['quoteCookie', 'a;"', quoteCookie],
    ['unquoteCookie', '\\0', input => unquoteCookie(`"${input}"`)],
    ['QueryDict', 'a=%E9&', input => new QueryDict(input)],
    ['parseHeaderParameters (CVE-2026-8159)', ';a="\\";', http.parseHeaderParameters],
    ['parseHeaderParameters, spaces', '; ', http.parseHeaderParameters],
    ['parseHeaderParameters, quotation marks', '"', http.parseHeaderParameters],
    ['parseAccept (CVE-2023-23969)', 'a/b;q=0.5,', parseAccept],
    ['parseAccept, digits', '0', input => parseAccept(`a/b;q=${input}e`)],
    ['parseByteRange', '\t', input => parseByteRange(`bytes=${input}-${input}-`, 10)],
    ['parseByteRange, digits', '1', input => parseByteRange(`bytes=${input}-${input}-`, 10)],
    [
      'an absolute target',
      ':',
      input => readRequestHead({ url: `http://h${input}#`, httpVersion: '1.1', rawHeaders: [] }),
    ],
    ['a mount point', '/', input => request({ scriptName: `${input}x/` }).path],
    [
      'signed JSON',
      '\0\\"\\',
      input => {
        try {
          JSONSerializer.loads(bytes(`NaN${input}`))
        } catch {}
      },
    ],
    ['parseEtags', '"a",', http.parseEtags],
    ['parseHttpDate', 'Sunday, ', http.parseHttpDateSafe],
    ['urlHasAllowedHostAndScheme (CVE-2025-27556)', '℀', input => http.urlHasAllowedHostAndScheme(`//${input}`, ['x'])],
    [
      'urlsplit',
      '/[',
      input => {
        try {
          urlsplit(input)
        } catch {}
      },
    ],
    ['iriToUri', 'é%', encoding.iriToUri],
    ['uriToIri (CVE-2019-14235, CVE-2023-41164)', '%F0%9F', encoding.uriToIri],
    ['decodePath', '%ff%C3', encoding.decodePath],
    ['slugify', '-_ ', text.slugify],
    ['getValidFilename', ' .', input => text.getValidFilename(`a${input}`)],
    ['strip', ' \x85', text.strip],
    ['charset of a Content-Type', '; charset', input => new HttpResponse('', { contentType: input }).charset],
    [
      'many headers of one name (CVE-2025-14550)',
      'x',
      input => {
        return request({ rawHeaders: Array.from(input, () => ['X-A', 'b']).flat() }).META.HTTP_X_A
      },
    ],
    ['header beyond Latin-1', '€ ', input => new HttpResponse('', { headers: { X: input } })],
  ]

  test.each(parsers)('%s', (_, piece, parse) => {
    withSettings({ DATA_UPLOAD_MAX_NUMBER_FIELDS: null })
    return expectLinear(size => parse(piece.repeat(size)))
  })
})
