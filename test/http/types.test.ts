import { expect, expectTypeOf, test } from 'vitest'
import { getConditionalResponse } from '../../src/http/cache.js'
import {
  type CookieOptions,
  DjangoJSONEncoder,
  FileResponse,
  HttpRequest,
  HttpResponse,
  JsonResponse,
  type MediaType,
  QueryDict,
  ResponseHeaders,
  StreamingHttpResponse,
  type UploadedFile,
} from '../../src/http/index.js'
import { base36ToInt, urlencode, urlHasAllowedHostAndScheme } from '../../src/utils/http.js'

// What the types say; that they refuse what is wrong is marked where it is wrong, and tsc complains when it is not.

test('what is read may be missing, unless there is a default', () => {
  const request = new HttpRequest()
  expectTypeOf(request.GET.get('q')).toEqualTypeOf<string | null>()
  expectTypeOf(request.GET.get('q', 0)).toEqualTypeOf<string | number>()
  expectTypeOf(request.FILES.get('f')).toEqualTypeOf<UploadedFile | null>()
  expectTypeOf(request.GET.getlist('q')).toEqualTypeOf<string[]>()
  expectTypeOf(request.headers.get('Accept')).toEqualTypeOf<string | null>()
  expectTypeOf(request.COOKIES.sessionid).toEqualTypeOf<string | undefined>()
  expectTypeOf(request.acceptedType('text/html')).toEqualTypeOf<MediaType | null>()
  expectTypeOf(request.getPreferredType(['text/html'])).toEqualTypeOf<string | null>()
  expectTypeOf<typeof request.url>().toEqualTypeOf<URL>()
  expectTypeOf<typeof request.signal>().toEqualTypeOf<AbortSignal>()
  expectTypeOf(request.json).returns.toEqualTypeOf<unknown>()
  const response = new HttpResponse()
  expectTypeOf(response.getHeader('X')).toEqualTypeOf<string | null>()
  expectTypeOf(response.getHeader('X', 0)).toEqualTypeOf<string | number>()
})

test('a signed cookie is text, or the default', () => {
  const request = new HttpRequest()
  const read = () => request.getSignedCookie('k')
  const withDefault = () => request.getSignedCookie('k', { salt: 's', default: null })
  expectTypeOf<ReturnType<typeof read>>().toEqualTypeOf<string>()
  expectTypeOf<ReturnType<typeof withDefault>>().toEqualTypeOf<string | null>()
})

test('options are Django’s, and misspelt ones are none', () => {
  const response = new HttpResponse('', { contentType: 'text/plain', status: 201, headers: new Headers() })
  // @ts-expect-error: `httponly`, as in Django
  const misspelt: CookieOptions = { httpOnly: true }
  expect(() => response.setCookie('k', 'v', misspelt)).toThrow(TypeError)
  // @ts-expect-error: one of three words
  expect(() => response.setCookie('k', 'v', { samesite: 'laxx' })).toThrow(RangeError)
  // @ts-expect-error: it is `contentType`
  expect(() => new HttpResponse('', { content_type: 'text/plain' })).toThrow(TypeError)
  // @ts-expect-error: options are one object
  expect(() => new HttpResponse('', 'text/plain')).toThrow(TypeError)
})

test('responses are made of what they can send', () => {
  new HttpResponse(['a', new Uint8Array(1), 5])
  new StreamingHttpResponse(new ReadableStream())
  new FileResponse(new Blob(['a']), { asAttachment: true })
  new JsonResponse([1], { safe: false, encoder: class extends DjangoJSONEncoder {} })
  new JsonResponse({}, { encoder: data => String(data) })
  new ResponseHeaders([['X', 1]])
  // @ts-expect-error: a promise has to be awaited first
  expect(() => new HttpResponse(Promise.resolve('a'))).toThrow(TypeError)
})

test('helpers give back what they were given', () => {
  const request = new HttpRequest()
  const response = new JsonResponse({})
  expectTypeOf(getConditionalResponse(request, { response })).toEqualTypeOf<JsonResponse | HttpResponse | null>()
  expectTypeOf(base36ToInt('1')).toEqualTypeOf<number | bigint>()
  expectTypeOf(urlencode(new QueryDict('a=1'))).toEqualTypeOf<string>()
  expectTypeOf(urlHasAllowedHostAndScheme('/', null)).toEqualTypeOf<boolean>()
})
