import { beforeAll, describe, expect, test } from 'vitest'
import { browser, headerOf } from '../harness/http.js'
import { project, views } from '../harness/project.js'
import { type RunningServer, startServer } from '../harness/server.js'

const files = {
  'views.ts': views(`
export const index = () => new HttpResponse('fine')

export const page = () => new HttpResponse('<!doctype html><title>A page</title>Grüße')

export const tagged = () =>
  new HttpResponse('<!doctype html>', {
    headers: { ETag: '"1"', 'Content-Security-Policy': "script-src 'nonce-abc123'" },
  })

export const streamed = () =>
  new StreamingHttpResponse((function* () {
    yield '<!doctype html>'
    yield '<p>in pieces'
  })())
`),
}

describe('the script of live reload', () => {
  let server: RunningServer
  beforeAll(async () => {
    server = await startServer(project(files))
  })

  const script = /<script src="\/__tiny_django__\/live\.js" data-version="[^"]+"( nonce="[^"]+")?><\/script>$/

  test('a document gets the script, and the length that it has then', async () => {
    const answer = await server.get('/page/', browser)
    expect(answer.text).toMatch(/^<!doctype html><title>A page<\/title>Grüße<script /)
    expect(answer.text).toMatch(script)
    expect(headerOf(answer, 'Content-Length')).toBe(String(answer.body.length))
  })

  test.each([
    [{}],
    [{ Accept: 'text/html' }],
    [{ ...browser, 'Sec-Fetch-Dest': 'empty' }],
    [{ ...browser, 'Sec-Fetch-Dest': 'iframe' }],
  ])('what is not a document stays as the view wrote it: %j', async headers => {
    const answer = await server.get('/page/', headers)
    expect(answer.text).toBe('<!doctype html><title>A page</title>Grüße')
  })

  test('HEAD tells the length that GET would have', async () => {
    const { text } = await server.get('/page/', browser)
    const answer = await server.request('/page/', { method: 'HEAD', headers: browser })
    expect(headerOf(answer, 'Content-Length')).toBe(String(Buffer.byteLength(text)))
  })

  test('an ETag goes, the nonce of the page is used', async () => {
    const answer = await server.get('/tagged/', browser)
    expect(headerOf(answer, 'ETag')).toBeUndefined()
    expect(script.exec(answer.text)?.[1]).toBe(' nonce="abc123"')
    expect(headerOf(await server.get('/tagged/'), 'ETag')).toBe('"1"')
  })

  test('a streamed document has it at its end', async () => {
    const answer = await server.get('/streamed/', browser)
    expect(answer.text).toMatch(/^<!doctype html><p>in pieces<script /)
    expect(answer.text).toMatch(script)
    expect((await server.get('/streamed/')).text).toBe('<!doctype html><p>in pieces')
  })

  test('error pages reload as well', async () => {
    expect((await server.get('/nothing/', browser)).text).toMatch(/<script src="\/__tiny_django__\/live\.js"/)
  })
})

test('a page that tells of a lost process does not load itself again, and lose the next', async () => {
  const site = project({
    'views.ts': views(
      `export const index = () => new HttpResponse('fine')\nexport function leave() {\n  process.exit(1)\n}`,
    ),
  })
  await using server = await startServer(site)
  const versionOf = ({ text }: { text: string }) => /data-version="([^"]+)"/.exec(text)?.[1]
  const before = versionOf(await server.get('/', browser))
  const lost = await server.get('/leave/', browser)
  expect(lost.status).toBe(502)
  const after = await server.get('/', browser)
  expect([versionOf(lost), versionOf(after)]).toEqual([before, before])
  site.write('views.ts', views(`export const index = () => new HttpResponse('saved')`))
  expect(versionOf(await server.get('/', browser))).not.toBe(before)
})

test('after a save an event names the version that pages then have', async () => {
  const site = project(files)
  await using server = await startServer(site)
  const shown = async () => /data-version="([^"]+)"/.exec((await server.get('/page/', browser)).text)?.[1]
  const events = await server.events()
  const before = await shown()
  site.write('views.ts', `${files['views.ts']}\n// saved\nexport const another = 1\n`)
  const announced = await events.next()
  expect(announced).not.toBe(before)
  expect(await shown()).toBe(announced)
  expect(events.answer.headers).toContain('Content-Type: text/event-stream')
})
