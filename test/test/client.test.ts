import { afterEach, describe, expect, expectTypeOf, test, vi } from 'vitest'
import { overrideSettings } from '../../src/conf/testing.js'
import { createApplication } from '../../src/core/create-application.js'
import { gotRequestException } from '../../src/dispatch/signals.js'
import { Http404, PermissionDenied } from '../../src/http/exceptions.js'
import { JsonResponse } from '../../src/http/json.js'
import { HttpResponsePermanentRedirect, HttpResponseRedirect } from '../../src/http/redirects.js'
import type { HttpRequest } from '../../src/http/request.js'
import { HttpResponse, HttpResponseNotModified } from '../../src/http/response.js'
import { StreamingHttpResponse } from '../../src/http/streaming.js'
import { CommonMiddleware } from '../../src/middleware/common.js'
import { redirect, render, renderAsync } from '../../src/shortcuts.js'
import { LocmemLoader } from '../../src/template/loaders/locmem.js'
import { templateRendered } from '../../src/template/template.js'
import { Client, type ClientResponse, RedirectCycleError, SimpleUploadedFile } from '../../src/test/index.js'
import { path, rePath } from '../../src/urls/path.js'
import type { URLPatterns } from '../../src/urls/types.js'

const templates = {
  'base.html': '<h1>{% block title %}{% endblock %}</h1>',
  'hello.html': '{% extends "base.html" %}{% block title %}Hello {{ name }}{% include "part.html" %}{% endblock %}',
  'part.html': '!',
}

function echo(request: HttpRequest) {
  const { method, GET, META } = request
  const body = method === 'GET' ? null : request.text()
  return new JsonResponse({ method, path: request.path, query: META.QUERY_STRING, GET: [...GET.lists()], body })
}

const urlpatterns = [
  path('', () => new HttpResponse('hello')),
  path('async/', async (request: HttpRequest) => new HttpResponse(`later ${request.GET.get('q')}`)),
  path('echo/', echo),
  path('form/', (request: HttpRequest) => {
    const files = [...request.FILES.lists()].map(([name, list]) => [
      name,
      list.map(each => [each.name, each.contentType, each.text()]),
    ])
    return new JsonResponse({ fields: [...request.POST.lists()], files })
  }),
  path(
    'headers/',
    (request: HttpRequest) =>
      new JsonResponse({
        ...Object.fromEntries(request.headers),
        secure: request.isSecure(),
        from: request.META.REMOTE_ADDR,
        host: request.getHost(),
      }),
  ),
  path('cookie/', (request: HttpRequest) => {
    const response = new HttpResponse(request.COOKIES.visits ?? '0')
    response.setCookie('visits', Number(request.COOKIES.visits ?? 0) + 1)
    return response
  }),
  path('boom/', () => {
    throw new Error('boom')
  }),
  path('async-boom/', async () => {
    throw null
  }),
  path('missing/', () => {
    throw new Http404()
  }),
  path('denied/', () => {
    throw new PermissionDenied()
  }),
  path('fresh/', () => new HttpResponseNotModified()),
  path('stream/', () => new StreamingHttpResponse(['a', 'b'])),
  path('page/', (request: HttpRequest) => render(request, 'hello.html', { name: 'Ann' })),
  path('later/', async (request: HttpRequest) => renderAsync(request, 'part.html', {})),
  path(
    'to/<slug:where>/',
    (_request: HttpRequest, { where }: { where: string }) => new HttpResponseRedirect(`/${where}/`),
  ),
  path('chain/', () => redirect('/to/echo/')),
  path('relative/', () => new HttpResponseRedirect('../echo/?a=1')),
  path('moved/', () => new HttpResponsePermanentRedirect('/echo/')),
  path('repeat/', () => new HttpResponseRedirect('/echo/?r=1', { preserveRequest: true })),
  path('elsewhere/', () => new HttpResponseRedirect('https://example.com:8443')),
  path('self/', () => new HttpResponseRedirect('/self/')),
  rePath('^grow/(x*)/$', (_request: HttpRequest, xs: string | null) => new HttpResponseRedirect(`/grow/${xs}x/`)),
  path('item/<int:pk>/', () => new HttpResponse(), { name: 'item' }),
] satisfies URLPatterns

const app = createApplication({
  urlpatterns,
  settings: {
    DEBUG: true,
    ALLOWED_HOSTS: ['example.com'],
    TEMPLATES: [{ OPTIONS: { loaders: [[LocmemLoader, templates]] } }],
    LOGGING: { loggers: { django: { handlers: ['null'] } } },
  },
})
const client = new Client({ app })

afterEach(() => {
  client.cookies.clear()
})

describe('a client', () => {
  test('asks sync and async views alike', async () => {
    expect((await client.get('/')).text).toBe('hello')
    expect((await client.get('/async/', { q: 'x' })).text).toBe('later x')
    expectTypeOf(client.get('/')).resolves.toEqualTypeOf<ClientResponse>()
  })

  test('runs with DEBUG off, as the program will', async () => {
    const response = await client.get('/missing/')
    expect([response.statusCode, response.text.includes('DEBUG')]).toEqual([404, false])
    expect((await overrideSettings({ DEBUG: true }, () => client.get('/missing/'))).text).toContain('DEBUG')
  })

  test('makes the query string of data, of queryParams, or takes that of the address', async () => {
    const query = async (...args: Parameters<Client['get']>) =>
      ((await client.get(...args)).json() as { query: string }).query
    expect(await query('/echo/', { q: 'a b', tag: ['x', 'y'] })).toBe('q=a+b&tag=x&tag=y')
    expect(await query('/echo/?q=1')).toBe('q=1')
    expect(await query('/echo/?q=1', null, { queryParams: { p: '2' } })).toBe('p=2')
    await expect(query('/echo/', { a: '1' }, { queryParams: { b: '2' } })).rejects.toThrow(
      'queryParams and data arguments are mutually exclusive.',
    )
    await expect(query('/echo/', { a: null })).rejects.toThrow(TypeError)
  })

  test('takes addresses as they are written', async () => {
    expect((await client.get('/item/7/')).resolverMatch).toMatchObject({ urlName: 'item', kwargs: { pk: 7 } })
    expect((await client.get('/nowhere/ä%20b/')).request.PATH_INFO).toBe('/nowhere/ä b/')
    expect((await client.get('/nowhere/')).resolverMatch).toBeNull()
  })

  test('sends text, bytes and JSON', async () => {
    const sent = async (data: string | Uint8Array | object, contentType?: string) =>
      ((await client.put('/echo/', data, { contentType })).json() as { body: string }).body
    expect(await sent('text', 'text/plain')).toBe('text')
    expect(await sent(new Uint8Array([104, 105]))).toBe('hi')
    expect(await sent({ a: new Date(0), b: [1] }, 'application/json')).toBe('{"a":"1970-01-01T00:00:00Z","b":[1]}')
    expect(await sent({ a: '1' }, 'application/x-www-form-urlencoded')).toBe('a=1')
    await expect(sent({ a: 1 }, 'text/plain')).rejects.toThrow('"text/plain" cannot be made of an object')
  })

  test('headers, scheme, address and host', async () => {
    const own = new Client({ app, headers: { 'X-App': 'test', Accept: 'text/html' } })
    const response = await own.get('/headers/', null, {
      headers: { Accept: 'application/json' },
      secure: true,
      environ: { REMOTE_ADDR: '10.0.0.1', HTTP_X_OTHER: 'y' },
    })
    expect(response.json()).toEqual({
      'X-App': 'test',
      Accept: 'application/json',
      'X-Other': 'y',
      secure: true,
      from: '10.0.0.1',
      host: 'testserver',
    })
  })

  test('has no body where a server would send none', async () => {
    const head = await client.head('/')
    expect([head.statusCode, head.text]).toEqual([200, ''])
    expect((await client.get('/fresh/')).content).toHaveLength(0)
    expect(await (await client.head('/stream/')).read()).toHaveLength(0)
  })

  test('reads what streams', async () => {
    const response = await client.get('/stream/')
    expect(response.closed).toBe(false)
    expect(await response.read()).toEqual(new TextEncoder().encode('ab'))
    expect(response.closed).toBe(true)
  })

  test('json() says when there is none', async () => {
    expect((await client.get('/echo/')).json()).toMatchObject({ method: 'GET' })
    const response = await client.get('/')
    expect(() => response.json()).toThrow('Content-Type header is "text/html; charset=utf-8", not "application/json"')
  })

  test('keeps cookies', async () => {
    const seen = []
    for (let visit = 0; visit < 3; visit++) seen.push((await client.get('/cookie/')).text)
    expect(seen).toEqual(['0', '1', '2'])
    expect(client.cookies.get('visits')?.value).toBe('3')
  })

  test('needs an application, or settings that name one', async () => {
    await expect(new Client().get('/')).rejects.toThrow('A client needs an application')
    using _ = overrideSettings({ ROOT_URLCONF: { urlpatterns } })
    expect((await new Client().get('/')).text).toBe('hello')
  })

  test('takes MIDDLEWARE and ROOT_URLCONF as they are overridden', async () => {
    expect((await client.get('/async')).statusCode).toBe(404)
    {
      using _ = overrideSettings({ MIDDLEWARE: [CommonMiddleware] })
      expect((await client.get('/async')).statusCode).toBe(301)
      using _other = overrideSettings({ ROOT_URLCONF: { urlpatterns: [path('', () => new HttpResponse('other'))] } })
      expect((await client.get('/')).text).toBe('other')
    }
    expect((await client.get('/async')).statusCode).toBe(404)
  })
})

describe('forms', () => {
  test('have fields and files, several of one name too', async () => {
    const response = await client.post('/form/', {
      name: 'Änn',
      tags: ['a', 'b'],
      age: 7,
      doc: new SimpleUploadedFile('notes.txt', 'some text'),
      photos: [new File(['one'], 'a.png'), new File(['two'], 'b.bin', { type: 'image/x-own' })],
    })
    expect(response.json()).toEqual({
      fields: [
        ['name', ['Änn']],
        ['tags', ['a', 'b']],
        ['age', ['7']],
      ],
      files: [
        ['doc', [['notes.txt', 'text/plain', 'some text']]],
        [
          'photos',
          [
            ['a.png', 'text/plain', 'one'],
            ['b.bin', 'image/x-own', 'two'],
          ],
        ],
      ],
    })
  })

  test('may be a FormData', async () => {
    const form = new FormData()
    form.append('a', '1')
    form.append('a', '2')
    form.append('f', new File(['x'], 'x.txt', { type: 'text/plain' }))
    expect((await client.post('/form/', form)).json()).toEqual({
      fields: [['a', ['1', '2']]],
      files: [['f', [['x.txt', 'text/plain', 'x']]]],
    })
  })

  test('refuse what is no value', async () => {
    await expect(client.post('/form/', { a: null })).rejects.toThrow(
      "Cannot encode null for key 'a' as POST data. Did you mean to pass an empty string or omit the value?",
    )
  })
})

describe('what a view throws', () => {
  test('is thrown to the test, whatever it is', async () => {
    await expect(client.get('/boom/')).rejects.toThrow('boom')
    await expect(client.get('/async-boom/')).rejects.toBeNull()
  })

  test('or is in the response', async () => {
    const own = new Client({ app, raiseRequestException: false })
    const response = await own.get('/boom/')
    expect([response.statusCode, String(response.exception)]).toEqual([500, 'Error: boom'])
    expect('exception' in (await own.get('/'))).toBe(false)
  })

  test('is a response when it is about the request', async () => {
    expect((await client.get('/denied/')).statusCode).toBe(403)
  })

  test('nobody goes on listening', async () => {
    await client.get('/boom/').catch(() => {})
    expect([templateRendered.isConnected, gotRequestException.isConnected]).toEqual([false, false])
  })
})

describe('redirects', () => {
  const follow = (target: string, options = {}) => client.get(target, null, { follow: true, ...options })

  test('are not followed unless told', async () => {
    const response = await client.get('/chain/')
    expect([response.statusCode, response.url, response.redirectChain]).toEqual([302, '/to/echo/', undefined])
  })

  test('are followed to the end, and told', async () => {
    const response = await follow('/chain/')
    expect(response.redirectChain).toEqual([
      ['/to/echo/', 302],
      ['/echo/', 302],
    ])
    expect(response.json()).toMatchObject({ path: '/echo/' })
    expect((await follow('/')).redirectChain).toEqual([])
  })

  test('may be relative, and become a GET', async () => {
    expect((await follow('/relative/')).json()).toMatchObject({ path: '/echo/', query: 'a=1' })
    expect((await client.post('/moved/', { a: 1 }, { follow: true })).json()).toMatchObject({ method: 'GET' })
  })

  test('or have the request repeated', async () => {
    const response = await client.post('/repeat/', 'again', { follow: true, contentType: 'text/plain' })
    expect(response.json()).toMatchObject({ method: 'POST', body: 'again', query: 'r=1' })
  })

  test('lead to other hosts and ports', async () => {
    const { request } = await follow('/elsewhere/')
    expect(request).toMatchObject({
      SERVER_NAME: 'example.com',
      SERVER_PORT: '8443',
      PATH_INFO: '/',
      'wsgi.url_scheme': 'https',
    })
  })

  test('that go in circles end', async () => {
    const error = await follow('/self/').catch((thrown: unknown) => thrown as RedirectCycleError)
    expect(error).toBeInstanceOf(RedirectCycleError)
    expect(error).toMatchObject({
      message: 'Redirect loop detected.',
      redirectChain: [
        ['/self/', 302],
        ['/self/', 302],
      ],
    })
    await expect(follow('/grow//')).rejects.toThrow('Too many redirects.')
  })
})

describe('templates', () => {
  test('are told, with their context', async () => {
    const response = await client.get('/page/')
    expect(response.text).toBe('<h1>Hello Ann!</h1>')
    expect(response.templates.map(({ name }) => name)).toEqual(['hello.html', 'base.html', 'part.html'])
    expect(response.context?.get('name')).toBe('Ann')
    expect(response.context?.has('nothing')).toBe(false)
  })

  test('of requests at the same time are told apart', async () => {
    const [page, later, plain] = await Promise.all([client.get('/page/'), client.get('/later/'), client.get('/')])
    expect(page!.templates).toHaveLength(3)
    expect(later!.templates.map(({ name }) => name)).toEqual(['part.html'])
    expect([plain!.templates, plain!.context]).toEqual([[], null])
  })
})

test('a view can be spied on', async () => {
  const view = vi.fn(() => new HttpResponse('seen'))
  await new Client({ app: { urlpatterns: [path('x/', view)] } }).get('/x/')
  expect(view).toHaveBeenCalledOnce()
})
