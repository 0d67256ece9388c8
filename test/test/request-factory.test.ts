import { expect, test } from 'vitest'
import { HttpRequest } from '../../src/http/request.js'
import { RequestFactory, SimpleUploadedFile } from '../../src/test/index.js'

const factory = new RequestFactory()

test('makes a request of each method', () => {
  const made = [
    factory.get('/p/'),
    factory.head('/p/'),
    factory.post('/p/'),
    factory.put('/p/'),
    factory.patch('/p/'),
    factory.delete('/p/'),
    factory.options('/p/'),
    factory.trace('/p/'),
    factory.generic('PURGE', '/p/'),
  ]
  expect(made.map(({ method }) => method)).toEqual([
    'GET',
    'HEAD',
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'OPTIONS',
    'TRACE',
    'PURGE',
  ])
  for (const request of made) expect(request).toBeInstanceOf(HttpRequest)
})

test('with a query string, headers and a scheme', () => {
  const request = factory.get('/p/ä/', { q: '1' }, { headers: { Accept: 'text/html' }, secure: true })
  expect([request.path, request.GET.get('q'), request.headers.get('accept'), request.isSecure()]).toEqual([
    '/p/ä/',
    '1',
    'text/html',
    true,
  ])
  expect([request.getHost(), request.META.REMOTE_ADDR, request.META.SERVER_PORT]).toEqual([
    'testserver',
    '127.0.0.1',
    '443',
  ])
  expect(request.buildAbsoluteUri()).toBe('https://testserver/p/%C3%A4/?q=1')
})

test('with a form and its files, at once', () => {
  const file = new SimpleUploadedFile('a.txt', 'x'.repeat(3_000_000))
  const request = factory.post('/p/', { name: 'Ann', file })
  expect([request.POST.get('name'), request.FILES.get('file')!.size]).toEqual(['Ann', 3_000_000])
  expect(() => factory.post('/p/', { file: new Blob(['x']) })).toThrow(
    "The Blob 'file' cannot be read at once here: give a SimpleUploadedFile, or use Client.",
  )
})

test('with any other body', () => {
  const request = factory.put('/p/', { a: 1 }, { contentType: 'application/json' })
  expect([request.contentType, request.META.CONTENT_LENGTH, request.json()]).toEqual([
    'application/json',
    '7',
    { a: 1 },
  ])
  expect(factory.get('/p/').body).toHaveLength(0)
})

test('with what CGI knows, for one or for all', () => {
  const own = new RequestFactory({ environ: { REMOTE_ADDR: '10.0.0.1', REMOTE_USER: 'ann' }, queryParams: { v: '2' } })
  own.cookies.load({ b: '2', a: '1' })
  const { META, GET, COOKIES } = own.get('/p/', null, { environ: { HTTP_X_REAL: 'yes' } })
  expect([META.REMOTE_ADDR, META.REMOTE_USER, META.HTTP_X_REAL, META.HTTP_COOKIE]).toEqual([
    '10.0.0.1',
    'ann',
    'yes',
    'a=1; b=2',
  ])
  expect([GET.get('v'), COOKIES.b]).toEqual(['2', '2'])
})
