import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { activateSettings, completeSettings } from '../../../src/conf/settings.js'
import { HttpRequest } from '../../../src/http/request.js'
import { HttpResponse } from '../../../src/http/response.js'
import { createApplication } from '../../../src/index.js'
import { activateResolver } from '../../../src/urls/active.js'
import { allowedMethodsOf, viewName } from '../../../src/urls/names.js'
import { path } from '../../../src/urls/path.js'
import {
  maxBody,
  requireGET,
  requireHttpMethods,
  requirePOST,
  requireSafe,
} from '../../../src/views/decorators/index.js'
import { wireFacts } from '../../vectors/families/response.js'
import { decode } from '../../vectors/values.js'

const request = (method: string) => new HttpRequest({ method, target: '/p/', rawHeaders: ['Host', 'testserver'] })

beforeEach(() => void activateSettings(completeSettings({})))

afterEach(() => {
  vi.restoreAllMocks()
  activateSettings(null)
  activateResolver(null)
})

test('a decorated view keeps its type, its name and its parameters', () => {
  const article = requireGET((_request: HttpRequest, { year }: { year: number }) => new HttpResponse(`in ${year}`))
  const named = requireSafe(function page(_request: HttpRequest) {
    return new HttpResponse('page')
  })
  expect([named.name, named.length, viewName(named)]).toEqual(['page', 1, 'page'])
  expect(article(request('GET'), { year: 2024 }).payload).toBe('in 2024')
  // @ts-expect-error the view wants a number
  path('<slug:year>/', article)
})

test('the methods are known to whoever asks, through other decorators too', () => {
  const view = (_request: HttpRequest) => new HttpResponse('')
  expect(allowedMethodsOf(requirePOST(view))).toEqual(['POST'])
  expect(allowedMethodsOf(maxBody(10)(requireHttpMethods(['GET', 'PUT'])(view)))).toEqual(['GET', 'PUT'])
  expect(allowedMethodsOf(view)).toBeUndefined()
})

test('an asynchronous view and one called with this', async () => {
  const answer = requireGET(async (_request: HttpRequest) => new HttpResponse('later'))
  expect((await answer(request('GET'))).payload).toBe('later')
  expect((await answer(request('POST'))).statusCode).toBe(405)
})

describe('what is refused', () => {
  test('is told as Django tells it, while DEBUG is true', async () => {
    const told = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const urlpatterns = [
      path(
        'p/',
        requirePOST((_request: HttpRequest) => new HttpResponse('')),
      ),
    ]
    const settings = { DEBUG: true, ALLOWED_HOSTS: ['testserver'] }
    const response = await createApplication({ urlpatterns, settings }).handle(request('GET'))
    expect([response.statusCode, response.headers.get('Allow')]).toEqual([405, 'POST'])
    expect(told.mock.calls).toEqual([['Method Not Allowed (GET): /p/']])
    activateSettings(completeSettings({ DEBUG: false }))
    requirePOST((_request: HttpRequest) => new HttpResponse(''))(request('GET'))
    expect(told).toHaveBeenCalledTimes(1)
  })
})

interface Recorded {
  readonly id: string
  readonly in: {
    readonly decorators: readonly { readonly name: string; readonly args?: readonly unknown[] }[]
    readonly request: { readonly method: string | null }
  }
  readonly out: Record<string, unknown>
}

const recording = new URL('../../vectors/http/decorators.json', import.meta.url)
const { cases } = JSON.parse(readFileSync(recording, 'utf8')) as { readonly cases: readonly Recorded[] }
const byName: Readonly<Record<string, unknown>> = {
  require_http_methods: requireHttpMethods,
  require_GET: requireGET,
  require_POST: requirePOST,
  require_safe: requireSafe,
}

describe('as recorded from Django', () => {
  test.each(cases.filter(each => each.in.decorators.every(({ name }) => name in byName)))('$id', async recorded => {
    let isCalled = false
    const view = () => {
      isCalled = true
      return new HttpResponse('OK')
    }
    const [{ name, args }] = recorded.in.decorators as [{ name: string; args?: unknown[] }]
    const decorate = byName[name] as (...given: unknown[]) => unknown
    const decorator = (args ? decorate(...args.map(decode)) : decorate) as typeof requireGET
    const made = recorded.in.request.method === null ? new HttpRequest() : request(recorded.in.request.method)
    const decorated = decorator(view) as (request: HttpRequest) => HttpResponse
    const { body, ...facts } = await wireFacts(decorated(made))
    const { body: recordedBody, ...out } = recorded.out
    expect({ ...facts, view_called: isCalled }).toEqual(out)
    expect(Buffer.from(body as Uint8Array)).toEqual(Buffer.from(decode(recordedBody) as Uint8Array))
  })
})
