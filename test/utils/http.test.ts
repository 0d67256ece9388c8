import { describe, expect, it } from 'vitest'
import { MultiValueDict } from '../../src/utils/datastructures.js'
import {
  contentDispositionHeader,
  escapeLeadingSlashes,
  httpDate,
  isSameDomain,
  parseEtags,
  parseHeaderParameters,
  parseHttpDate,
  parseHttpDateSafe,
  quoteEtag,
  urlencode,
  urlHasAllowedHostAndScheme,
} from '../../src/utils/http.js'

describe('urlencode', () => {
  it('takes dictionaries and pairs', () => {
    expect(urlencode({ a: 1, b: 'é x' })).toBe('a=1&b=%C3%A9+x')
    expect(
      urlencode([
        ['a', 1],
        ['a', 2],
      ]),
    ).toBe('a=1&a=2')
    expect(urlencode({ a: [1, 2] }, true)).toBe('a=1&a=2')
    expect(urlencode(new MultiValueDict([['a', ['1', '2']]]))).toBe('a=1&a=2')
    expect(urlencode({})).toBe('')
  })

  it('does not send the word None', () => {
    expect(() => urlencode({ a: null })).toThrow(/^Cannot encode None for key 'a' in a query string\. Did you mean/)
  })
})

describe('dates', () => {
  it('are written in one way and read in three', () => {
    expect(httpDate(784111777)).toBe('Sun, 06 Nov 1994 08:49:37 GMT')
    for (const date of [
      'Sun, 06 Nov 1994 08:49:37 GMT',
      'Sunday, 06-Nov-94 08:49:37 GMT',
      'Sun Nov  6 08:49:37 1994',
    ]) {
      expect(parseHttpDate(date)).toBe(784111777)
    }
  })

  it('are refused when they are none', () => {
    expect(() => parseHttpDate('yesterday')).toThrow(new RangeError("'yesterday' is not in a valid HTTP date format"))
    expect(parseHttpDateSafe('Sun, 31 Feb 1994 08:49:37 GMT')).toBeNull()
    expect(parseHttpDateSafe(null)).toBeNull()
  })
})

describe('entity tags', () => {
  it('are read and quoted', () => {
    expect(parseEtags('"" ,  "etag", "e\\tag", W/"weak", bad')).toEqual(['""', '"etag"', '"e\\tag"', 'W/"weak"'])
    expect(parseEtags('*')).toEqual(['*'])
    expect([quoteEtag('a'), quoteEtag('"a"'), quoteEtag('W/"a"')]).toEqual(['"a"', '"a"', 'W/"a"'])
  })
})

describe('isSameDomain', () => {
  it('lets a dot in front stand for sub-domains', () => {
    expect(['example.com', 'a.example.com', 'xexample.com'].map(host => isSameDomain(host, '.example.com'))).toEqual([
      true,
      true,
      false,
    ])
    expect(isSameDomain('example.com', 'EXAMPLE.com')).toBe(true)
    expect(isSameDomain('a.example.com', 'example.com')).toBe(false)
  })
})

describe('urlHasAllowedHostAndScheme', () => {
  it.each([
    'http://example.com',
    'http:///example.com',
    'https://example.com',
    'ftp://example.com',
    '\\\\example.com',
    '\\\\\\example.com',
    '/\\\\/example.com',
    '///example.com',
    '//example.com',
    'http:/\\//example.com',
    'javascript:alert("XSS")',
    '\njavascript:alert(x)',
    'java\nscript:alert(x)',
    '\x08//example.com',
    'http://otherserver\\@example.com',
    'http:\\\\testserver\\@example.com',
    'http://testserver\\me:pass@example.com',
    'http:\\\\testserver\\confirm\\me@example.com',
    'http:999999999',
    'ftp:9999999999',
    'http://[example.com',
    '\n',
    '',
    null,
  ])('is not safe: %j', url => {
    expect(urlHasAllowedHostAndScheme(url, ['testserver', 'testserver2'])).toBe(false)
  })

  it.each([
    '/view/?param=http://example.com',
    '/view/?param=//example.com',
    'view/?param=ftp://example.com',
    'https://testserver/',
    'HTTPS://testserver/',
    '//testserver/',
    'http://testserver/confirm?email=me@example.com',
    '/url%20with%20spaces/',
    'path/http:2222222222',
  ])('is safe: %j', url => {
    expect(urlHasAllowedHostAndScheme(url, 'testserver')).toBe(true)
  })

  it('may insist on https', () => {
    const insist = { requireHttps: true }
    expect(urlHasAllowedHostAndScheme('http://testserver/', 'testserver', insist)).toBe(false)
    expect(urlHasAllowedHostAndScheme('https://testserver/', 'testserver', insist)).toBe(true)
    expect(urlHasAllowedHostAndScheme('/x', null, insist)).toBe(true)
  })

  it('does not read a megabyte', () => {
    expect(urlHasAllowedHostAndScheme(`http://${'℀'.repeat(1_000_000)}`, 'testserver')).toBe(false)
  })
})

describe('headers with parameters', () => {
  it.each([
    ['text/plain', 'text/plain', {}],
    ['Text/HTML; Charset=UTF-8', 'text/html', { charset: 'UTF-8' }],
    ['attachment; filename="strange;name";size=123;', 'attachment', { filename: 'strange;name', size: '123' }],
    ['form-data; name="a\\"b\\\\"', 'form-data', { name: 'a"b\\' }],
    ["x; title*=us-ascii'en-us'This%20is%20fun", 'x', { title: 'This is fun' }],
    ["x; title*=iso-8859-1''%e9", 'x', { title: 'é' }],
    // White space is Python's: the next line and the separators are, a byte order mark is not.
    ['x\x85;\x1ca =\x85"1"\x1f; b=\ufeff', 'x', { a: '1', b: '\ufeff' }],
    ['', '', {}],
  ])('parses %j', (line, value, parameters) => {
    const [parsed, found] = parseHeaderParameters(line)
    expect([parsed, Object.fromEntries(found)]).toEqual([value, parameters])
  })

  it('takes any name for a name, and any length', () => {
    expect([...parseHeaderParameters('x; __proto__=1')[1]]).toEqual([['__proto__', '1']])
    expect(parseHeaderParameters(`x; a="${';'.repeat(100_000)}`)[1].size).toBe(1)
  })
})

describe('contentDispositionHeader', () => {
  it('says what there is to say', () => {
    expect([contentDispositionHeader(false, ''), contentDispositionHeader(true, '')]).toEqual([null, 'attachment'])
    expect(contentDispositionHeader(true, 'a "b".txt')).toBe('attachment; filename="a \\"b\\".txt"')
    expect(contentDispositionHeader(false, 'é')).toBe("inline; filename*=utf-8''%C3%A9")
  })
})

describe('escapeLeadingSlashes', () => {
  it('keeps a path a path', () => {
    expect([escapeLeadingSlashes('//example.com'), escapeLeadingSlashes('/a//b')]).toEqual(['/%2Fexample.com', '/a//b'])
  })
})
