import { expect, test } from 'vitest'
import { compileApplication } from '../../src/core/application.js'
import { describeRecording } from '../../src/devserver/app/describe-recording.js'
import { Recorder, type Recording, watchRequests } from '../../src/devserver/app/recorder.js'
import { editsOf, replayOf } from '../../src/devserver/front/inspector/edits.js'
import { filterFrom, isWanted } from '../../src/devserver/front/inspector/filter.js'
import { cookiesOf, maskedHeaders } from '../../src/devserver/front/inspector/mask.js'
import { stepsOf } from '../../src/devserver/front/inspector/steps.js'
import { kindOf, summaryOf } from '../../src/devserver/front/inspector/summary.js'
import type { InsideRecord, WireRecord } from '../../src/devserver/record.js'
import { Http404 } from '../../src/http/exceptions.js'
import type { HttpRequest } from '../../src/http/request.js'
import { HttpResponse } from '../../src/http/response.js'
import type { GetResponse } from '../../src/middleware/types.js'
import { Engine } from '../../src/template/engine.js'
import { LocmemLoader } from '../../src/template/loaders/locmem.js'
import { TemplateResponse } from '../../src/template/response.js'
import { RequestFactory } from '../../src/test/request-factory.js'
import { path } from '../../src/urls/path.js'
import { getLogger } from '../../src/utils/log.js'
import { setWatcher } from '../../src/utils/watch.js'
import { csrfFailure } from '../../src/views/csrf.js'
import { technicalError, technicalNotFound } from '../../src/views/debug/responses.js'

const outer = (getResponse: GetResponse) => (request: HttpRequest) => getResponse(request)
const inner = (getResponse: GetResponse) => (request: HttpRequest) =>
  request.path === '/short/' ? new HttpResponse('short') : getResponse(request)

class Hooks {
  processView(request: HttpRequest) {
    return request.path === '/early/' ? new HttpResponse('early') : null
  }
  processException(request: HttpRequest) {
    return request.path === '/rescued/' ? new HttpResponse('rescued') : null
  }
}

const engine = new Engine({
  loaders: [[LocmemLoader, { 'page.html': 'a {% include "part.html" %}', 'part.html': 'b', 'bad.html': '{{ a.b }}' }]],
})

const views = {
  plain: () => new HttpResponse('plain'),
  later: async () => new HttpResponse('later'),
  logs: () => {
    getLogger('shop').warning('Nothing in stock')
    return new HttpResponse('')
  },
  throws: (): HttpResponse => {
    throw new Error('It went wrong')
  },
  missing: (): HttpResponse => {
    throw new Http404('No such thing')
  },
  page: (request: HttpRequest) => new TemplateResponse(request, engine.getTemplate('page.html') as never, {}),
  form: (request: HttpRequest) => new HttpResponse(request.POST.get('name') ?? ''),
}

const urlpatterns = [
  ...Object.entries(views).map(([name, view]) => path(`${name}/`, view as never, { name })),
  path('articles/<int:year>/', () => new HttpResponse(''), { name: 'article' }),
  ...['short/', 'early/'].map(route => path(route, views.plain)),
  path('rescued/', views.throws),
]

/** What was recorded of one request. */
async function record(request: HttpRequest): Promise<{ inside: InsideRecord; steps: string[] }> {
  const recorder = new Recorder(() => recording => describeRecording(recording, new Map()))
  const app = compileApplication(
    {
      urlpatterns,
      observer: recorder.observer,
      settings: { DEBUG: true, SECRET_KEY: 'x', MIDDLEWARE: [outer, inner, Hooks as never], LOGGING: quiet },
    },
    { technicalError, technicalNotFound, csrfFailure },
  )
  const recording: Recording = recorder.begin(1, request)
  const before = watchRequests(() => recording)
  try {
    const response = await app.handle(request)
    recorder.end(recording, request, response)
    const [inside] = recorder.take()
    const wire = wireRecord({ status: response.statusCode })
    return { inside: inside!, steps: stepsOf(inside!, wire).map(stepText) }
  } finally {
    setWatcher(before)
  }
}

const quiet = { handlers: { console: { class: 'null' } }, root: { handlers: ['console'] } } as const

function stepText({ number, name, state, items }: ReturnType<typeof stepsOf>[number]): string {
  const texts = items.map(({ text, mark }) => (mark ? `${text} (${mark})` : text))
  return `${number} ${name} ${state}: ${texts.join(', ')}`
}

function wireRecord(wire: Partial<WireRecord> = {}): WireRecord {
  return {
    id: 1,
    at: 0,
    generation: 1,
    method: 'GET',
    target: '/',
    httpVersion: '1.1',
    remoteAddress: '127.0.0.1',
    remotePort: 1,
    requestHeaders: [],
    requestBody: { bytes: Buffer.alloc(0), total: 0 },
    status: 200,
    reason: 'OK',
    responseHeaders: [],
    responseBody: { bytes: Buffer.from('abc'), total: 3 },
    totalMs: 1,
    view: null,
    isComplete: true,
    ...wire,
  }
}

const get = (target: string) => record(new RequestFactory().get(target))

test('a plain answer: each middleware in and out, the pattern, the view', async () => {
  const { steps } = await get('/articles/2024/')
  expect(steps).toEqual([
    '1 request done: GET / HTTP/1.1',
    '2 middleware done: outer, inner, Hooks',
    '3 urls done: /articles/<int:year>/ “article” with year=2024',
    '4 view done: <anonymous>',
    '5 your work done: ',
    '6 response done: HttpResponse',
    '7 template skipped: ',
    '8 middleware done: Hooks, inner, outer',
    '9 answer done: 3 bytes',
  ])
})

test('times go up, also through an await', async () => {
  const { inside } = await get('/later/')
  const times = inside.events.map(({ at }) => at)
  expect(times).toEqual(times.toSorted((one, other) => one - other))
  expect(inside.events.map(({ kind }) => kind)).toEqual([
    'in',
    'in',
    'in',
    'found',
    'view',
    'returned',
    'out',
    'out',
    'out',
    'end',
  ])
})

test('who answers in the place of what is further in is marked', async () => {
  const { steps } = await get('/short/')
  expect(steps[1]).toBe('2 middleware short: outer, inner (short)')
  expect(steps.slice(2, 5)).toEqual(['3 urls skipped: ', '4 view skipped: ', '5 your work skipped: '])
  expect((await get('/early/')).steps[1]).toBe('2 middleware short: outer, inner, Hooks, Hooks.processView (short)')
})

test('the step that fails is marked', async () => {
  expect((await get('/throws/')).steps[3]).toBe('4 view failed: throws, Error: It went wrong (failed)')
  expect((await get('/missing/')).steps[3]).toBe('4 view failed: missing, Http404: No such thing (failed)')
  expect((await get('/nowhere/')).steps[2]).toBe('3 urls failed: no pattern matches (failed)')
})

test('a hook that makes an answer of an error is named', async () => {
  const { steps } = await get('/rescued/')
  expect(steps[7]).toBe('8 middleware done: Hooks.processException, Hooks, inner, outer')
})

test('templates with their parts and context processors; log lines', async () => {
  const { steps, inside } = await get('/page/')
  expect(steps[6]).toBe('7 template done: page.html, part.html, the template response')
  expect(inside.events).toContainEqual(expect.objectContaining({ kind: 'template', processors: ['csrf'] }))
  expect((await get('/logs/')).steps[4]).toBe('5 your work done: Nothing in stock')
})

test('a form is recorded with its secrets masked', async () => {
  const { inside } = await record(new RequestFactory().post('/form/', { name: 'Ann', password: 'hunter2' }))
  expect(inside.form).toEqual([
    ['name', 'Ann'],
    ['password', '********************'],
  ])
})

test('what a request logs a thousand times is counted', () => {
  const recorder = new Recorder(() => recording => describeRecording(recording, new Map()))
  const request = new RequestFactory().get('/')
  const recording = recorder.begin(1, request)
  for (let count = 0; count < 1000; count++) recording.mark('print', 'again')
  recorder.end(recording, request, new HttpResponse(''))
  const [inside] = recorder.take()
  expect(inside!.events.length).toBe(401)
  expect(inside!.leftOut).toBe(600)
})

test('the last 500 are kept until they are asked for, oldest first', () => {
  const recorder = new Recorder(() => recording => describeRecording(recording, new Map()))
  for (let id = 1; id <= 700; id++) {
    const request = new RequestFactory().get('/')
    recorder.end(recorder.begin(id, request), request, new HttpResponse(''))
  }
  const ids = recorder.take().map(({ id }) => id)
  expect([ids.length, ids[0], ids.at(-1)]).toEqual([500, 201, 700])
  expect(recorder.take()).toEqual([])
})

test('headers and cookies are shown without what is a key to something', () => {
  const headers = ['Authorization', 'Bearer abc', 'Cookie', 'theme=dark; sid=abc; csrftoken=def', 'X', 'y']
  expect(maskedHeaders(headers, ['sid'])).toEqual([
    ['Authorization', '********************'],
    ['Cookie', 'theme=dark; sid=********************; csrftoken=********************'],
    ['X', 'y'],
  ])
  expect(cookiesOf(headers, ['sid'])[0]).toEqual(['theme', 'dark'])
  expect(maskedHeaders(['Set-Cookie', 'sessionid=abc; Path=/'])[0]![1]).toBe('sessionid=********************; Path=/')
})

test.each<[string, string[]]>([
  ['page', ['Sec-Fetch-Dest', 'document']],
  ['htmx', ['HX-Request', 'true', 'Sec-Fetch-Dest', 'empty']],
  ['fetch', ['Sec-Fetch-Dest', 'empty']],
  ['fetch', ['X-Requested-With', 'XMLHttpRequest']],
  ['page', ['Accept', 'text/html']],
  ['other', ['Accept', '*/*']],
  ['other', ['Accept', 'text/html', 'Sec-Fetch-Dest', 'image']],
])('%s: %j', (kind, requestHeaders) => {
  expect(kindOf({ requestHeaders })).toBe(kind)
})

test('the list is filtered by words, status and kind', () => {
  const summary = summaryOf(wireRecord({ target: '/articles/2024/', status: 404, view: 'blog.views.article' }))
  const wants = (query: string) => isWanted(summary, filterFrom(`/__tiny_django__/?${query}`))
  expect(['', 'q=ARTICLE+2024', 'q=blog&status=4', 'kind=other'].map(wants)).toEqual([true, true, true, true])
  expect(['q=article+nothing', 'status=2', 'kind=page'].map(wants)).toEqual([false, false, false])
})

const insideRecord: InsideRecord = {
  id: 1,
  events: [],
  leftOut: 0,
  kwargs: [],
  form: [],
  files: [],
  messages: [],
  secretCookies: ['sid'],
}

test('a request that is edited keeps its secrets where they were left as stars', () => {
  const bytes = Buffer.from('{"name":"Ada","token":"abc","list":[{"password":"x"}]}')
  const wire = wireRecord({
    method: 'POST',
    target: '/api/?a=1',
    requestHeaders: [
      'Host',
      'h',
      'Cookie',
      'a=1; sid=secret',
      'Content-Type',
      'application/json',
      'Content-Length',
      '54',
    ],
    requestBody: { bytes, total: bytes.length },
  })
  const body = JSON.stringify({ name: 'Ada', token: stars, list: [{ password: stars }] }, null, 2)
  const inside = { ...insideRecord, body }
  const edits = editsOf(wire, inside)!
  expect(edits.headers).toBe(`Host: h\nCookie: a=1; sid=${stars}\nContent-Type: application/json`)
  expect(replayOf(wire, inside, edits)).toEqual({
    method: 'POST',
    target: '/api/?a=1',
    headers: ['Host', 'h', 'Cookie', 'a=1; sid=secret', 'Content-Type', 'application/json'],
    body: bytes,
  })
  const replay = replayOf(wire, inside, { ...edits, body: body.replace('Ada', 'Eve').replaceAll('\n', '\r\n') })
  expect(String((replay as { body: Buffer }).body)).toBe('{"name":"Eve","token":"abc","list":[{"password":"x"}]}')
})

test('what cannot be sent is said', () => {
  const wire = wireRecord()
  const edits = editsOf(wire, insideRecord)!
  const refused = (bad: object) => replayOf(wire, insideRecord, { ...edits, ...bad })
  expect(refused({ method: 'get it' })).toMatch(/no method/)
  expect(refused({ target: 'http://elsewhere/' })).toMatch(/begin with/)
  expect(refused({ target: '/a b' })).toMatch(/without spaces/)
  expect(refused({ headers: 'A: b\nno header' })).toMatch(/“no header” is no header/)
  expect(editsOf(wireRecord({ requestBody: { bytes: Buffer.alloc(0), total: 1 } }), undefined)).toBe(null)
})

const stars = '********************'
