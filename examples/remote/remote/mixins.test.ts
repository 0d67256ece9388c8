import { DjangoJSONEncoder, type HttpRequest, HttpResponse } from 'tiny-django/http'
import { RequestFactory } from 'tiny-django/test'
import { describe, expect, test } from 'tiny-django/test/vitest'
import { View } from 'tiny-django/views'
import { allowRemoteInvocation, JSONBaseMixin, JSONResponseException, JSONResponseMixin } from './mixins'

class Page extends View {
  get(_request: HttpRequest, { name }: { name?: string } = {}) {
    return new HttpResponse(`the page of ${name}`)
  }
}

class Remote extends JSONResponseMixin(Page) {
  greeting = 'Hello'

  @allowRemoteInvocation
  greet(data?: { name: string }) {
    return { text: `${this.greeting}, ${data?.name ?? 'stranger'}` }
  }

  @allowRemoteInvocation
  async later(data: unknown) {
    await Promise.resolve()
    return { data }
  }

  @allowRemoteInvocation
  refuse() {
    throw new JSONResponseException('No.')
  }

  @allowRemoteInvocation
  conflict() {
    throw new JSONResponseException('Somebody else was faster.', 409)
  }

  @allowRemoteInvocation
  fail() {
    throw new RangeError('a mistake in the view')
  }

  secret() {
    return { secret: 42 }
  }
}

class Silent extends Remote {
  override greet() {
    return { text: '' }
  }
}

const factory = new RequestFactory()
const headersFor = (method: string) => ({ 'X-Requested-With': 'XMLHttpRequest', 'DjNg-Remote-Method': method })
const json = 'application/json;charset=UTF-8'

async function call(method: string, data?: unknown, view = Remote.asView()) {
  const headers = headersFor(method)
  const request =
    data === undefined
      ? factory.get('/', null, { headers })
      : factory.post('/', JSON.stringify(data), { headers, contentType: 'application/json' })
  const response = (await view(request, {})) as HttpResponse
  return { response, status: response.statusCode, answer: JSON.parse(response.text) }
}

describe('JSONResponseMixin', () => {
  test('calls the method that the header names, by GET without data', async () => {
    const { response, answer } = await call('greet')
    expect(answer).toEqual({ text: 'Hello, stranger' })
    expect(response.headers.get('Content-Type')).toBe(json)
    expect(response.headers.get('Cache-Control')).toBe('no-cache')
  })

  test('calls it by POST with what the body says', async () => {
    expect((await call('greet', { name: 'Ann' })).answer).toEqual({ text: 'Hello, Ann' })
    expect((await call('later', [1, 2])).answer).toEqual({ data: [1, 2] })
  })

  test('a body that is no JSON is text', async () => {
    const request = factory.post('/', 'not JSON', { headers: headersFor('later'), contentType: 'text/plain' })
    const response = (await Remote.asView()(request, {})) as HttpResponse
    expect(JSON.parse(response.text)).toEqual({ data: 'not JSON' })
  })

  test('attributes of asView() are those of the instance', async () => {
    expect((await call('greet', { name: 'Ann' }, Remote.asView({ greeting: 'Moin' }))).answer.text).toBe('Moin, Ann')
  })

  test.each([
    'secret',
    'dispatch',
    'constructor',
    'toString',
    'asView',
    'jsonResponse',
    '__proto__',
    'greeting',
    'nope',
  ])('does not call %s', async method => {
    const { response, status, answer } = await call(method, {})
    expect([400, 403]).toContain(status)
    expect(answer).toEqual({ message: expect.stringContaining(`Remote.${method}`) })
    expect(response.headers.get('Content-Type')).toBe(json)
  })

  test('forbids what has no decorator, also where a class overrides what has one', async () => {
    expect(await call('secret')).toMatchObject({
      status: 403,
      answer: { message: "Method 'Remote.secret' has no decorator '@allowRemoteInvocation'" },
    })
    expect((await call('greet', {}, Silent.asView())).status).toBe(403)
  })

  test('says that there is no such method', async () => {
    expect(await call('nope')).toMatchObject({ status: 400, answer: { message: "There is no method 'Remote.nope'" } })
  })

  test('what the method refuses is told in JSON, with its status', async () => {
    expect(await call('refuse')).toMatchObject({ status: 400, answer: { message: 'No.' } })
    expect(await call('conflict', {})).toMatchObject({ status: 409, answer: { message: 'Somebody else was faster.' } })
  })

  test('any other error stays one', async () => {
    await expect(call('fail')).rejects.toThrow(RangeError)
  })

  test.each([
    ['a browser', {}],
    ['a browser that sends the header', { 'DjNg-Remote-Method': 'greet' }],
    ['a script that names no method', { 'X-Requested-With': 'XMLHttpRequest' }],
  ])('%s gets what the class behind it answers', (_who, headers) => {
    const view = Remote.asView()
    const page = view(factory.get('/', null, { headers }), { name: 'Ann' })
    expect(page).toContainText('the page of Ann')
    const refused = view(factory.post('/', {}, { headers }), {}) as HttpResponse
    expect(refused).toHaveStatus(405)
    expect(JSON.parse(refused.text)).toEqual({ message: 'This view can not handle method POST' })
    expect(refused.headers.get('Allow')).toContain('GET')
  })
})

describe('JSONBaseMixin', () => {
  class Shouting extends DjangoJSONEncoder {
    override encode(value: unknown) {
      return super.encode(value).toUpperCase()
    }
  }

  class Dates extends JSONBaseMixin(View) {
    get() {
      return this.jsonResponse({ born: new Date('1815-12-10T00:00:00Z') }, 201)
    }
  }

  class Loud extends Dates {
    override jsonEncoder = Shouting
    override jsonContentType = 'application/vnd.loud+json'
  }

  test('answers with its encoder, its content type and a status', () => {
    const response = Dates.asView()(factory.get('/'), {})
    expect(response).toContainText('{"born":"1815-12-10T00:00:00Z"}', { statusCode: 201 })
    expect(response).toMatchObject({ statusCode: 201 })
  })

  test('which a class may replace', () => {
    const response = Loud.asView()(factory.get('/'), {}) as HttpResponse
    expect(response.text).toBe('{"BORN":"1815-12-10T00:00:00Z"}')
    expect(response.headers.get('Content-Type')).toBe('application/vnd.loud+json')
  })
})
