import { HttpResponseRedirect } from '../../src/http/redirects.js'
import type { HttpRequest } from '../../src/http/request.js'
import { HttpResponse } from '../../src/http/response.js'
import { StreamingHttpResponse } from '../../src/http/streaming.js'
import { render } from '../../src/shortcuts.js'
import { LocmemLoader } from '../../src/template/loaders/locmem.js'
import { TemplateResponse } from '../../src/template/response.js'
import { Client, RequestFactory } from '../../src/test/index.js'
import { describe, expect, test } from '../../src/test/vitest.js'
import { path } from '../../src/urls/path.js'

const client = new Client({
  app: {
    settings: {
      TEMPLATES: [{ OPTIONS: { loaders: [[LocmemLoader, { 'a.html': 'A{% include "b.html" %}', 'b.html': 'B' }]] } }],
    },
    urlpatterns: [
      path('', () => new HttpResponse('once twice twice')),
      path('missing/', () => new HttpResponse('gone', { status: 404 })),
      path('stream/', () => new StreamingHttpResponse(['on', 'ce'])),
      path('page/', (request: HttpRequest) => render(request, 'a.html')),
      path('go/', () => new HttpResponseRedirect('/?b=2&a=1')),
      path('lost/', () => new HttpResponseRedirect('missing/')),
      path('lost/missing/', () => new HttpResponse('', { status: 410 })),
      path('away/', () => new HttpResponseRedirect('https://example.org/x/')),
    ],
  },
})

const failure = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    return (error as Error).message
  }
  return undefined
}

describe('toContainText', () => {
  test('looks for text, as often as told', async () => {
    const response = await client.get('/')
    expect(response).toContainText('once')
    expect(response).toContainText('twice', { count: 2 })
    expect(response).not.toContainText('thrice')
    expect(response).toContainText(new TextEncoder().encode('once'))
  })

  test("says so in Django's words", async () => {
    const response = await client.get('/')
    expect(failure(() => expect(response).toContainText('thrice'))).toBe(
      "Couldn't find 'thrice' in the following response\nonce twice twice",
    )
    expect(failure(() => expect(response).toContainText('twice', { count: 1, msgPrefix: 'Page' }))).toBe(
      "Page: Found 2 instances of 'twice' (expected 1) in the following response\nonce twice twice",
    )
    expect(failure(() => expect(response).not.toContainText('once'))).toBe(
      "'once' unexpectedly found in the following response\nonce twice twice",
    )
  })

  test('wants the status, also of what should not contain it', async () => {
    const response = await client.get('/missing/')
    const message = "Couldn't retrieve content: Response code was 404 (expected 200)"
    expect(failure(() => expect(response).toContainText('gone'))).toBe(message)
    expect(failure(() => expect(response).not.toContainText('x'))).toBe(message)
    expect(response).toContainText('gone', { statusCode: 404 })
  })

  test('reads what streams, and renders what is not rendered', async () => {
    expect(await client.get('/stream/')).toContainText('once')
    const later = new StreamingHttpResponse(
      (async function* () {
        yield 'la'
        yield 'ter'
      })(),
    )
    await expect(later).toContainText('later')
    expect(new TemplateResponse(new RequestFactory().get('/'), 'a.html')).toContainText('AB')
  })
})

test('toHaveStatus', async () => {
  const response = await client.get('/missing/')
  expect(response).toHaveStatus(404)
  expect(failure(() => expect(response).toHaveStatus(200))).toBe('Response code was 404 (expected 200)')
})

describe('toUseTemplate', () => {
  test('knows included ones', async () => {
    const response = await client.get('/page/')
    expect(response).toUseTemplate('a.html')
    expect(response).toUseTemplate('b.html', { count: 1 })
    expect(response).not.toUseTemplate('c.html')
  })

  test("says so in Django's words", async () => {
    const response = await client.get('/page/')
    expect(failure(() => expect(response).toUseTemplate('c.html'))).toBe(
      "Template 'c.html' was not a template used to render the response. Actual template(s) used: a.html, b.html",
    )
    expect(failure(() => expect(response).not.toUseTemplate('a.html'))).toBe(
      "Template 'a.html' was used unexpectedly in rendering the response",
    )
    expect(failure(() => expect(response).toUseTemplate('a.html', { count: 2 }))).toBe(
      "Template 'a.html' was expected to be rendered 2 time(s) but was actually rendered 1 time(s).",
    )
    const plain = await client.get('/')
    expect(failure(() => expect(plain).toUseTemplate('a.html'))).toBe('No templates used to render the response')
    expect(failure(() => expect(new HttpResponse()).toUseTemplate('a.html'))).toBe(
      'toUseTemplate() is only usable on responses fetched using the test Client.',
    )
  })
})

describe('toRedirectTo', () => {
  const failing = async (work: Promise<void>) =>
    work.then(
      () => undefined,
      (error: Error) => error.message,
    )

  test('compares addresses, whatever the order of their parameters, and asks for the page', async () => {
    await expect(await client.get('/go/')).toRedirectTo('/?a=1&b=2')
    await expect(await client.get('/go/', null, { follow: true })).toRedirectTo('/?b=2&a=1')
    await expect(await client.get('/lost/')).toRedirectTo('/lost/missing/', { targetStatusCode: 410 })
    await expect(await client.get('/away/')).toRedirectTo('https://example.org/x/', { fetchRedirectResponse: false })
  })

  test("says so in Django's words", async () => {
    const go = await client.get('/go/')
    expect(await failing(expect(go).toRedirectTo('/other/'))).toBe(
      "Response redirected to '/?b=2&a=1', expected '/other/'",
    )
    expect(await failing(expect(go).toRedirectTo('/', { statusCode: 301 }))).toBe(
      "Response didn't redirect as expected: Response code was 302 (expected 301)",
    )
    expect(await failing(expect(await client.get('/lost/')).toRedirectTo('/lost/missing/'))).toBe(
      "Couldn't retrieve redirection page '/lost/missing/': response code was 410 (expected 200)",
    )
    expect(await failing(expect(await client.get('/', null, { follow: true })).toRedirectTo('/'))).toBe(
      "Response didn't redirect as expected: Response code was 200 (expected 302)",
    )
    const followed = await client.get('/lost/', null, { follow: true })
    expect(await failing(expect(followed).toRedirectTo('/lost/missing/'))).toBe(
      "Response didn't redirect as expected: Final Response code was 410 (expected 200)",
    )
    expect(await failing(expect(followed).toRedirectTo('/', { statusCode: 301 }))).toBe(
      "Initial response didn't redirect as expected: Response code was 302 (expected 301)",
    )
    expect(await failing(expect(await client.get('/away/')).toRedirectTo('https://example.org/x/'))).toContain(
      'The test client is unable to fetch remote URLs (got https://example.org/x/).',
    )
  })
})
