import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { BadHeaderError } from '../../src/http/exceptions.js'
import { JsonResponse } from '../../src/http/json.js'
import { HttpResponseRedirect } from '../../src/http/redirects.js'
import {
  HttpResponse,
  HttpResponseBadRequest,
  HttpResponseForbidden,
  HttpResponseGone,
  HttpResponseNotAllowed,
  HttpResponseNotFound,
  HttpResponseNotModified,
  HttpResponseServerError,
} from '../../src/http/response.js'
import type { ResponseOptions } from '../../src/http/response-base.js'
import { UnicodeDecodeError, UnicodeEncodeError } from '../../src/utils/charsets.js'
import { bytes, text, withSettings } from './helpers.js'

describe('HttpResponse', () => {
  it('is 200, HTML and empty', () => {
    const response = new HttpResponse()
    expect([response.statusCode, response.reasonPhrase, response.charset]).toEqual([200, 'OK', 'utf-8'])
    expect(response.wireHeaders()).toEqual(['Content-Type', 'text/html; charset=utf-8'])
    expect([response.streaming, response.payload, response.content]).toEqual([false, '', new Uint8Array(0)])
  })

  it('refuses options that there are not, as Python does', () => {
    const make = (options: unknown) => () => new HttpResponse('', options as ResponseOptions)
    expect(make({ content_type: 'text/plain' })).toThrow(
      new TypeError('HttpResponse has no option "content_type". Did you mean "contentType"?'),
    )
    expect(make('text/plain')).toThrow(
      new TypeError(
        "The options of HttpResponse are one object, as { contentType: 'text/plain' }; this is 'text/plain'.",
      ),
    )
    expect(() => new JsonResponse({}, { save: true } as object)).toThrow(/^JsonResponse has no option "save"/)
    expect(() => new HttpResponseRedirect('/', { permanent: true } as object)).toThrow(TypeError)
  })

  it('takes all arguments', () => {
    const response = new HttpResponse('Un café', {
      status: 201,
      reason: 'Made',
      charset: 'iso-8859-1',
      headers: { 'X-Kind': 'test', Age: 120 },
    })
    expect([response.statusCode, response.reasonPhrase]).toEqual([201, 'Made'])
    expect(response.wireHeaders()).toEqual([
      'X-Kind',
      'test',
      'Age',
      '120',
      'Content-Type',
      'text/html; charset=iso-8859-1',
    ])
    expect(response.content).toEqual(Uint8Array.of(0x55, 0x6e, 0x20, 0x63, 0x61, 0x66, 0xe9))
    expect(response.text).toBe('Un café')
  })

  it.each([
    ['text', 'é', 'é'],
    ['bytes', bytes('é'), 'é'],
    ['a wider typed array', new Uint16Array([0x6968]), 'hi'],
    ['a part of a buffer', new Uint8Array(bytes('abcdef').buffer, 1, 3), 'bcd'],
    ['an ArrayBuffer', bytes('abc').buffer as ArrayBuffer, 'abc'],
    ['a DataView', new DataView(bytes('abc').buffer), 'abc'],
    ['a list of texts and bytes', ['a', bytes('b'), 'é'], 'abé'],
    [
      'a generator',
      (function* () {
        yield 'a'
        yield 'b'
      })(),
      'ab',
    ],
    ['an empty list', [], ''],
    ['numbers', [1, 2, 3], '123'],
    ['a number', 42, '42'],
    ['nothing', null, ''],
  ])('is made of %s', (_, content, expected) => {
    expect(text(new HttpResponse(content).payload)).toBe(expected)
  })

  it('keeps text as text while its charset is UTF-8', () => {
    expect(new HttpResponse('<h1>é</h1>').payload).toBe('<h1>é</h1>')
    expect(new HttpResponse('é', { contentType: 'text/plain; charset="latin-1"' }).payload).toEqual(Uint8Array.of(0xe9))
    expect(() => new HttpResponse('€', { charset: 'ascii' })).toThrow(UnicodeEncodeError)
    expect(() => new HttpResponse(Uint8Array.of(0xff)).text).toThrow(UnicodeDecodeError)
  })

  it('says what to do with content that is not there yet', () => {
    expect(() => new HttpResponse(Promise.resolve('x') as never)).toThrow(/await it/)
    expect(() => new HttpResponse((async function* () {})() as never)).toThrow(/StreamingHttpResponse/)
  })

  it('can be written to like a file', () => {
    const response = new HttpResponse('a')
    response.write('b')
    response.writelines(['c', bytes('é')])
    expect([response.text, response.tell(), response.writable()]).toEqual(['abcé', 5, true])
    expect(Array.from(response, chunk => text(chunk)).join('|')).toBe('abcé')
    response.content = 'new'
    expect(text(response.getvalue())).toBe('new')
    expect(text(response.serialize())).toBe('Content-Type: text/html; charset=utf-8\r\n\r\nnew')
  })

  it('has the default charset of the settings', () => {
    withSettings({ DEFAULT_CHARSET: 'iso-8859-1' })
    const response = new HttpResponse('é')
    expect(response.headers.get('Content-Type')).toBe('text/html; charset=iso-8859-1')
    expect(response.payload).toEqual(Uint8Array.of(0xe9))
  })

  it.each([
    [99, RangeError, 'HTTP status code must be an integer from 100 to 599.'],
    [600, RangeError, 'HTTP status code must be an integer from 100 to 599.'],
    ['abc', TypeError, 'HTTP status code must be an integer.'],
  ])('refuses the status %j', (status, kind, message) => {
    const refused = () => new HttpResponse('', { status: status as number })
    expect(refused).toThrow(kind)
    expect(refused).toThrow(message)
  })

  it('refuses two content types', () => {
    expect(() => new HttpResponse('', { contentType: 'a/b', headers: { 'content-type': 'c/d' } })).toThrow(
      "'headers' must not contain 'Content-Type' when the 'contentType' parameter is provided.",
    )
  })

  it('knows reason phrases as Python does, and lets them be set', () => {
    const response = new HttpResponse('', { status: 413 })
    expect(response.reasonPhrase).toBe('Request Entity Too Large')
    response.statusCode = 599
    expect(response.reasonPhrase).toBe('Unknown Status Code')
    response.reasonPhrase = 'Just So'
    expect(response.reasonPhrase).toBe('Just So')
    for (const bad of ['a\r\nX: y', 'a\0', 'a\u0085']) {
      expect(() => new HttpResponse('', { reason: bad })).toThrow(BadHeaderError)
    }
  })

  it('reaches headers by short names', () => {
    const response = new HttpResponse()
    response.setHeader('Age', 120)
    response.setdefault('age', 5)
    expect([
      response.getHeader('AGE'),
      response.hasHeader('age'),
      response.getHeader('x'),
      response.getHeader('x', 'd'),
    ]).toEqual(['120', true, null, 'd'])
    response.deleteHeader('age')
    expect([...response.items()]).toEqual([['Content-Type', 'text/html; charset=utf-8']])
  })

  it('runs its closers once, whatever they throw', () => {
    const response = new HttpResponse()
    const ran: string[] = []
    response.addCloser(() => ran.push('first'))
    response.addCloser(() => {
      throw new Error('ignored')
    })
    response.addCloser(() => ran.push('last'))
    response.close()
    response.close()
    expect([ran, response.closed]).toEqual([['first', 'last'], true])
  })

  it('prints like Django does', () => {
    expect(String(new HttpResponse('', { status: 201 }))).toBe(
      '<HttpResponse status_code=201, "text/html; charset=utf-8">',
    )
    expect(inspect(new HttpResponseNotModified())).toBe('<HttpResponseNotModified status_code=304>')
  })
})

describe('its subclasses', () => {
  it.each([
    [new HttpResponseBadRequest('no'), 400],
    [new HttpResponseForbidden('no'), 403],
    [new HttpResponseNotFound('no'), 404],
    [new HttpResponseGone('no'), 410],
    [new HttpResponseServerError('no'), 500],
    [new HttpResponseNotFound('no', { status: 451 }), 451],
  ])('%s has its own status', (response, status) => {
    expect([response.statusCode, response.payload]).toEqual([status, 'no'])
  })

  it("may be a project's own", () => {
    class HttpResponseNoContent extends HttpResponse {
      static override readonly statusCode = 204
    }
    expect(String(new HttpResponseNoContent())).toBe(
      '<HttpResponseNoContent status_code=204, "text/html; charset=utf-8">',
    )
  })

  it('names the methods that are allowed', () => {
    const response = new HttpResponseNotAllowed(['GET', 'POST'], { contentType: 'text/plain', content: 'no' })
    expect(response.wireHeaders()).toEqual(['Content-Type', 'text/plain', 'Allow', 'GET, POST'])
    expect([response.statusCode, response.payload, String(response)]).toEqual([
      405,
      'no',
      '<HttpResponseNotAllowed [GET, POST] status_code=405, "text/plain">',
    ])
  })

  it('has nothing to say when nothing was modified', () => {
    const response = new HttpResponseNotModified()
    expect([response.statusCode, response.wireHeaders(), response.payload]).toEqual([304, [], ''])
    response.content = ''
    expect(() => {
      response.content = 'Hello'
    }).toThrow('You cannot set content to a 304 (Not Modified) response')
  })
})
