import { describe, expect, it } from 'vitest'
import {
  decodeText,
  decodeTextStrictly,
  encodeText,
  isKnownCharset,
  LookupError,
  registerTextCodec,
  UnicodeDecodeError,
  UnicodeEncodeError,
} from '../../src/utils/charsets.js'
import { escape as escapeHtml } from '../../src/utils/html.js'
import { quote, quotePlus, unquote } from '../../src/utils/quoting.js'
import { repr } from '../../src/utils/repr.js'
import { urljoin, urlsplit } from '../../src/utils/urlsplit.js'

describe('charsets', () => {
  it('go by the names Python knows', () => {
    for (const name of ['utf-8', 'UTF8', 'utf_8']) expect(decodeText(Uint8Array.of(0xc3, 0xa9), name)).toBe('é')
    for (const name of ['latin-1', 'ISO-8859-1', 'l1']) expect(encodeText('é', name)).toEqual(Uint8Array.of(0xe9))
    expect(decodeText(Uint8Array.of(0x80), 'iso-8859-1')).toBe('\x80')
    expect(decodeText(Uint8Array.of(0x80), 'ascii')).toBe('\ufffd')
    expect([isKnownCharset('koi8-r'), isKnownCharset('bogus')]).toEqual([true, false])
  })

  it('are known whatever stands between the parts of their names, but not within these', () => {
    const known = ['utf-8', 'Utf__8', '"UTF-8', 'utf-,8', 'latin-1;', 'iso-8859-1😀', 'KOI8_R', ' ascii ']
    expect(known.filter(name => !isKnownCharset(name))).toEqual([])
    const unknown = ['', 'la-tin-1', 'u-t-f-8', 'iso-88-59-1', 'la\x7ftin-1', 'utf-8\0']
    expect(unknown.filter(isKnownCharset)).toEqual([])
  })

  it('say what does not fit', () => {
    expect(() => encodeText('€', 'latin-1')).toThrow(UnicodeEncodeError)
    expect(() => decodeTextStrictly(Uint8Array.of(0xff), 'utf-8')).toThrow(UnicodeDecodeError)
    expect(() => encodeText('x', 'bogus')).toThrow(new LookupError('unknown encoding: bogus'))
    expect(() => decodeText(Uint8Array.of(0x78), 'bogus')).toThrow(LookupError)
    expect(decodeText(new Uint8Array(0), 'bogus')).toBe('')
  })

  it('can be added to', () => {
    registerTextCodec({
      has: charset => charset === 'rot',
      encode: text => new TextEncoder().encode([...text].reverse().join('')),
      decode: bytes => [...new TextDecoder().decode(bytes)].reverse().join(''),
    })
    expect(decodeText(encodeText('abc', 'rot'), 'rot')).toBe('abc')
  })
})

describe('quoting', () => {
  it("is Python's", () => {
    expect([quote('/a b/é~'), quote('/', ''), quotePlus('a b&c=+')]).toEqual(['/a%20b/%C3%A9~', '%2F', 'a+b%26c%3D%2B'])
    expect([unquote('%C3%A9%zz%'), unquote('é%FF'), unquote('%E9', 'latin-1')]).toEqual(['é%zz%', 'é\ufffd', 'é'])
  })
})

describe('escape', () => {
  it('makes text safe for HTML', () => {
    expect(escapeHtml(`<a href="x">'&'</a>`).text).toBe('&lt;a href=&quot;x&quot;&gt;&#x27;&amp;&#x27;&lt;/a&gt;')
    expect(escapeHtml(5).text).toBe('5')
  })
})

describe('repr', () => {
  it.each([
    ["it's", `"it's"`],
    [`it's "x"`, `'it\\'s "x"'`],
    ['a\n\x1b\u200b\u{e0001}é\\', "'a\\n\\x1b\\u200b\\U000e0001é\\\\'"],
    [Uint8Array.of(0x61, 0xff, 0x0a), "b'a\\xff\\n'"],
    [null, 'None'],
    [[true, 'x', 1], "[True, 'x', 1]"],
  ])('prints %j as %s', (value, printed) => {
    expect(repr(value)).toBe(printed)
  })
})

describe('urlsplit', () => {
  it('takes any address apart', () => {
    expect(urlsplit('HTTP://user@example.com:80/a/b?c=d#e')).toEqual({
      scheme: 'http',
      netloc: 'user@example.com:80',
      path: '/a/b',
      query: 'c=d',
      fragment: 'e',
    })
    expect(urlsplit('a:b')).toMatchObject({ scheme: 'a', netloc: '', path: 'b' })
    expect(urlsplit('///x')).toMatchObject({ netloc: '', path: '/x' })
    expect(urlsplit('http://[::1]:80/').netloc).toBe('[::1]:80')
  })

  it.each(['http://[::1', 'http://a]b', 'http://[127.0.0.1]/', 'http://[::1::2]/', 'http://a℀b/'])(
    'refuses %j',
    url => {
      expect(() => urlsplit(url)).toThrow(RangeError)
    },
  )

  it('joins relative addresses', () => {
    const join = (url: string) => urljoin('http://a/b/c/d?q', url)
    expect(['g', './g', '../g', '../../../g', '/g', '//g', '?y', 'g/', '', '#s'].map(join)).toEqual([
      'http://a/b/c/g',
      'http://a/b/c/g',
      'http://a/b/g',
      'http://a/g',
      'http://a/g',
      'http://g',
      'http://a/b/c/d?y',
      'http://a/b/c/g/',
      'http://a/b/c/d?q',
      'http://a/b/c/d?q#s',
    ])
  })
})
