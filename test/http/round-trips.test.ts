import fc from 'fast-check'
import { afterEach, test } from 'vitest'
import { parseByteRange } from '../../src/http/byte-range.js'
import { parseCookie, SimpleCookie } from '../../src/http/cookies.js'
import { CookieError } from '../../src/http/exceptions.js'
import { parseAccept } from '../../src/http/media-type.js'
import { QueryDict } from '../../src/http/querydict.js'
import { HttpResponse } from '../../src/http/response.js'
import { BadSignature, loads, Signer, TimestampSigner } from '../../src/signing/index.js'
import { LookupError } from '../../src/utils/charsets.js'
import * as encoding from '../../src/utils/encoding.js'
import * as http from '../../src/utils/http.js'
import { request, withSettings } from './helpers.js'

// What one side prints, the other side reads; what nobody printed is read, or refused by name.

afterEach(() => {
  withSettings({})
})

const text = fc.string({ unit: 'grapheme' })
const anyBytes = fc.uint8Array({ maxLength: 40 })

test('cookies', () => {
  // Latin-1, for that is what the browser sends back of what it got.
  const value = fc.string({ unit: fc.integer({ min: 1, max: 255 }).map(code => String.fromCharCode(code)) })
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]+$/), value, (name, value) => {
      const response = new HttpResponse()
      response.setCookie(`x${name}`, value)
      const morsel = response.cookies.get(`x${name}`)!
      return parseCookie(`a=1; ${morsel.key}=${morsel.codedValue}; b=2`).get(`x${name}`) === value
    }),
  )
})

test('a cookie of any name and value is one cookie, or a CookieError', () => {
  fc.assert(
    fc.property(text, text, text, (name, value, path) => {
      const jar = new SimpleCookie()
      try {
        jar.setCookie(name, value, { path })
      } catch (error) {
        return error instanceof CookieError
      }
      return !/[\r\n\0]/.test(jar.get(name)!.outputString())
    }),
  )
})

test('query strings', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { maxLength: 20 }), pairs => {
      const dict = new QueryDict('', { mutable: true })
      for (const [key, value] of pairs) dict.appendlist(key, value)
      const wellFormed = pairs.every(pair => pair.every(part => !/\p{Cs}/u.test(part)))
      if (!wellFormed) return true
      const read = new QueryDict(dict.urlencode())
      return JSON.stringify([...read.lists()]) === JSON.stringify([...dict.lists()])
    }),
  )
})

test('any query string is read', () => {
  withSettings({ DATA_UPLOAD_MAX_NUMBER_FIELDS: null })
  fc.assert(fc.property(fc.oneof(text, anyBytes), query => new QueryDict(query).size >= 0))
})

test('dates', () => {
  const seconds = fc.integer({ min: -59_000_000_000, max: 253_402_300_799 }) // years below 100 are two digits of a later one
  fc.assert(fc.property(seconds, moment => http.parseHttpDate(http.httpDate(moment)) === moment))
})

test('Base64 and base 36', () => {
  fc.assert(
    fc.property(anyBytes, bytes => {
      return Buffer.compare(http.urlsafeBase64Decode(http.urlsafeBase64Encode(bytes)), bytes) === 0
    }),
  )
  fc.assert(fc.property(fc.maxSafeNat(), value => http.base36ToInt(http.intToBase36(value)) === value))
})

test('file names in Content-Disposition', () => {
  const name = fc.string({
    minLength: 1,
    unit: fc.integer({ min: 32, max: 126 }).map(code => String.fromCharCode(code)),
  })
  fc.assert(
    fc.property(name, filename => {
      const [, parameters] = http.parseHeaderParameters(http.contentDispositionHeader(true, filename)!)
      // A backslash before a quotation mark is where RFC 2616 and Python part.
      return filename.includes('\\') || parameters.get('filename') === filename
    }),
  )
  fc.assert(
    fc.property(text, filename => {
      if (filename === '' || /\p{Cs}|\\/u.test(filename)) return true
      const [, parameters] = http.parseHeaderParameters(http.contentDispositionHeader(false, filename)!)
      return parameters.get('filename') === filename
    }),
  )
})

test('entity tags', () => {
  const tag = fc.stringMatching(/^[^",\s]*$/).map(http.quoteEtag)
  fc.assert(
    fc.property(fc.array(tag), tags => JSON.stringify(http.parseEtags(tags.join(', '))) === JSON.stringify(tags)),
  )
})

test('headers', () => {
  const latin1 = fc.string({ unit: fc.integer({ min: 32, max: 255 }).map(code => String.fromCharCode(code)) })
  fc.assert(
    fc.property(fc.stringMatching(/^X-[A-Za-z-]{1,20}$/), latin1, (name, value) => {
      const rawHeaders = new HttpResponse('', { headers: { [name]: value } }).wireHeaders()
      return request({ rawHeaders }).headers.get(name) === value.replace(/^ +| +$/g, '')
    }),
  )
  fc.assert(
    fc.property(text, value => {
      if (/[\p{Cs}\0\r\n]/u.test(value)) return true
      const sent = new HttpResponse('', { headers: { X: value } }).getHeader('X')!
      return decodeWord(sent) === value
    }),
  )
})

/** An encoded word (RFC 2047), as whoever gets it reads it. */
function decodeWord(sent: string): string {
  const [, encoding, coded] = /^=\?utf-8\?([bq])\?(.*)\?=$/.exec(sent) ?? []
  if (coded === undefined) return sent
  if (encoding === 'b') return Buffer.from(coded, 'base64').toString()
  return decodeURIComponent(coded.replaceAll('%', '%25').replaceAll('_', ' ').replace(/=(..)/g, '%$1'))
}

test('parameters of a header', () => {
  const name = fc.stringMatching(/^[a-z]{1,8}$/)
  const value = fc.string({ unit: fc.integer({ min: 32, max: 126 }).map(code => String.fromCharCode(code)) })
  fc.assert(
    fc.property(fc.dictionary(name, value), parameters => {
      const quoted = Object.entries(parameters).map(([key, text]) => `${key}="${text.replace(/["\\]/g, '\\$&')}"`)
      const [, read] = http.parseHeaderParameters(['text/plain', ...quoted].join('; '))
      // A backslash before a quotation mark is where RFC 9110 and Python part.
      if (Object.values(parameters).some(text => text.includes('\\'))) return true
      return Object.entries(parameters).every(([key, text]) => read.get(key) === text)
    }),
  )
})

test('whatever is read, an error has its name', () => {
  withSettings({ SECRET_KEY: 'secret' })
  const readers: readonly [read: (given: string) => unknown, ...errors: (new (...given: never[]) => Error)[]][] = [
    [parseCookie],
    [http.parseHttpDate, RangeError],
    [http.parseEtags],
    [http.base36ToInt, RangeError],
    [http.urlsafeBase64Decode, RangeError],
    [http.parseHeaderParameters, LookupError],
    [given => http.urlHasAllowedHostAndScheme(given, null)],
    [http.escapeLeadingSlashes],
    [encoding.uriToIri],
    [encoding.decodePath],
    [given => parseByteRange(given, 10)],
    [parseAccept],
    [given => loads(given), BadSignature],
    [given => new Signer().unsign(given), BadSignature],
    [given => new TimestampSigner().unsign(given, { maxAge: 10 }), BadSignature],
  ]
  const hints = fc.constantFrom(
    '=',
    ';',
    '"',
    '\\',
    '%',
    '*',
    ',',
    ':',
    '.',
    '-',
    'GMT',
    'bytes=',
    "utf-8''",
    '//',
    'a',
    '1',
  )
  const given = fc.oneof(text, fc.string({ unit: 'binary' }), fc.string({ unit: hints }))
  fc.assert(
    fc.property(given, given => {
      for (const [read, ...errors] of readers) {
        try {
          read(given)
        } catch (error) {
          if (!errors.some(type => error instanceof type)) throw error
        }
      }
    }),
    { numRuns: 1000 },
  )
})

test('signed cookies', () => {
  withSettings({ SECRET_KEY: 'secret' })
  fc.assert(
    fc.property(text, text, (value, salt) => {
      if (/\p{Cs}/u.test(value + salt)) return true
      const response = new HttpResponse()
      response.setSignedCookie('k', value, { salt })
      const asked = request()
      asked.COOKIES.k = response.cookies.get('k')!.value
      return asked.getSignedCookie('k', { salt }) === value
    }),
  )
})

test('headers of a request are read, whatever they are', () => {
  withSettings({ ALLOWED_HOSTS: ['*'] })
  const value = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map(code => String.fromCharCode(code)) })
  fc.assert(
    fc.property(value, value => {
      const asked = request({ rawHeaders: ['Cookie', value, 'Accept', value, 'Content-Type', value, 'Range', value] })
      void asked.COOKIES
      void asked.acceptedTypes
      void asked.getPreferredType(['text/html', 'application/json'])
      void asked.contentParams
      void asked.encoding
      void asked.GET
      return asked.headers.get('Cookie') !== null
    }),
  )
})
