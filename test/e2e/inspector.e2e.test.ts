import { expect, test } from 'vitest'
import { describeInChromium } from './harness/browser.js'
import { headerOf } from './harness/http.js'
import { project, views } from './harness/project.js'
import { type RunningServer, startServer } from './harness/server.js'

const site = () =>
  project({
    'settings.ts': `import { defineSettings } from 'tiny-django/conf'
import { SessionMiddleware } from 'tiny-django/contrib/sessions'
import { CommonMiddleware } from 'tiny-django/middleware'
export default defineSettings({
  DEBUG: true, SECRET_KEY: 'the-key-to-everything', MIDDLEWARE: [SessionMiddleware, CommonMiddleware],
  SESSION_COOKIE_NAME: 'sid',
}, { PAYMENT_API_KEY: 'pay-me' })`,
    'views.ts': views(`export const index = () => new HttpResponse('version 1')
export function login(request: HttpRequest) {
  request.session.set('name', request.POST.get('name'))
  console.log('somebody logs in')
  return new HttpResponse('', { status: 302, headers: { Location: '/' } })
}
export const api = () => new JsonResponse({ token: 'abc', items: [1, 2] })
export const end = () => process.exit(3)`),
  })

const list = '/__tiny_django__/'

/** The page of the newest request to this address. */
async function pageOf(server: RunningServer, target: string): Promise<string> {
  const { text } = await server.get(list)
  const id = new RegExp(`requests/(\\d+)/"><span class="method">\\w+</span> <b class="target">${target}</b>`).exec(
    text,
  )?.[1]
  return (await server.get(`${list}requests/${id}/`)).text
}

test('a request is in the list and has a page with its steps, headers, form and session; secrets are on none', async () => {
  await using server = await startServer(site())
  await server.post('/login/', { name: 'Ada', password: 'hunter2' })
  const page = await pageOf(server, '/login/')
  for (const text of ['SessionMiddleware', 'views.login', 'views.ts:3', 'somebody logs in', 'Ada', 'Set-Cookie']) {
    expect(page).toContain(text)
  }
  await server.get('/api/', { Cookie: 'sid=a-session', Authorization: 'Bearer of-news' })
  const pages = await Promise.all(
    ['', 'urls/', 'settings/', 'generations/'].map(async path => (await server.get(list + path)).text),
  )
  const all = [page, await pageOf(server, '/api/'), ...pages].join('\n')
  for (const secret of ['hunter2', 'a-session', 'of-news', 'the-key-to-everything', 'pay-me']) {
    expect(all).not.toContain(secret)
  }
  expect(all).not.toMatch(/&quot;token&quot;: &quot;abc/)
  expect(all).toContain('PAYMENT_API_KEY')
  expect(all).toMatch(/generation 1, live/)
})

test('what happened inside is there after a reload, and of a process that was lost, that it was', async () => {
  const folder = site()
  await using server = await startServer(folder)
  await server.get('/')
  folder.write(
    'views.ts',
    views("export const index = () => new HttpResponse('version 2')\nexport const end = () => process.exit(3)"),
  )
  let answer = ''
  while (answer !== 'version 2') answer = (await server.get('/')).text
  const { text } = await server.get(list)
  const first = Math.min(...Array.from(text.matchAll(/requests\/(\d+)\//g), ([, id]) => Number(id)))
  const page = (await server.get(`${list}requests/${first}/`)).text
  expect(page).toContain('CommonMiddleware')
  expect(page).toContain('generation 1')
  await server.get('/end/')
  expect(await pageOf(server, '/end/')).toContain('has not told what happened inside')
})

test('a permalink of a request that is not remembered says so', async () => {
  await using server = await startServer(site())
  const answer = await server.get(`${list}requests/4711/`)
  expect([answer.status, answer.text.includes('Request 4711 is not among the last 500')]).toEqual([404, true])
})

test('open pages are told of new requests', async () => {
  await using server = await startServer(site())
  const feed = await server.open(`${list}requests/events`)
  expect(feed.headers.join('\n')).not.toMatch(/Access-Control/i)
  await server.get('/<script>alert(1)</script>?a=1')
  let text = ''
  while (!text.includes('data: ')) text += String((await feed.chunks.next()).value)
  const { requests } = JSON.parse(/data: (.*)/.exec(text)![1]!)
  expect(requests).toMatchObject([{ method: 'GET', status: '404', kind: 'other' }])
  feed.close()
})

const foreign = [
  ['Origin', 'http://evil.example'],
  ['Origin', 'null'],
  ['Sec-Fetch-Site', 'cross-site'],
] as const

test('it is for pages of its own and for nobody elsewhere, and can be read, no more', async () => {
  await using server = await startServer(site())
  await server.get('/')
  for (const path of ['', 'urls/', 'settings/', 'generations/', 'requests/1/', 'requests/events', 'inspector.js']) {
    for (const [name, value] of foreign) expect((await server.get(list + path, { [name]: value })).status).toBe(403)
    expect((await server.request(list + path, { method: 'POST', body: '' })).status).toBe(405)
    expect((await server.get(list + path, { Host: 'evil.example' })).status).toBe(400)
  }
  const page = await server.get(list)
  expect(headerOf(page, 'Content-Security-Policy')).toContain("default-src 'none'")
  expect(headerOf(page, 'Cross-Origin-Resource-Policy')).toBe('same-origin')
})

test('a request is sent again with edits; what is left as stars is sent as it was', async () => {
  await using server = await startServer(
    project({
      'views.ts': views(`export const form = (request: HttpRequest) =>
  new HttpResponse([request.method, request.POST.get('name'), request.POST.get('password'), request.COOKIES.sessionid, request.headers.get('X-New')].join(' '))`),
    }),
  )
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded', Cookie: 'theme=dark; sessionid=abc' }
  await server.request('/form/', { method: 'POST', headers, body: 'name=Ada&password=hunter2' })
  const page = await pageOf(server, '/form/')
  const [, path = ''] = /action="([^"]+replay\/)"/.exec(page) ?? []
  const [, token = ''] = /name="token" value="(\w+)"/.exec(page) ?? []
  expect(page).toContain('name=Ada&amp;password=')
  const stars = '********************'
  const edits = {
    method: 'POST',
    target: '/form/',
    headers: `Host: 127.0.0.1:${server.port}\nContent-Type: application/x-www-form-urlencoded\nCookie: theme=light; sessionid=${stars}\nX-New: yes`,
    body: `name=Eve&password=${stars}`,
  }
  const answer = await server.post(path, { ...edits, token })
  expect(answer.status).toBe(303)
  const sent = await server.get(headerOf(answer, 'Location') ?? '')
  expect(sent.text).toContain('POST Eve hunter2 abc yes')

  expect((await server.post(path, { ...edits, token: 'x'.repeat(token.length) })).status).toBe(403)
  expect((await server.post(path, edits)).status).toBe(403)
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const body = String(new URLSearchParams({ ...edits, token }))
  for (const [name, value] of foreign) {
    expect((await server.request(path, { method: 'POST', headers: { ...form, [name]: value }, body })).status).toBe(403)
  }
  for (const bad of [
    { target: 'http://evil.example/' },
    { target: '/__tiny_django__/events' },
    { method: 'CONNECT' },
    { headers: 'a b' },
  ]) {
    expect((await server.post(path, { ...edits, ...bad, token })).status).toBe(400)
  }
  expect((await server.get(path)).status).toBe(404)
})

test('i opens it', async () => {
  await using server = await startServer(site(), { columns: 100, env: { TERM: 'xterm', BROWSER: 'echo opened' } })
  server.press('h')
  await server.printed('i  open the inspector')
})

describeInChromium('in a browser', open => {
  test.each([1024, 360])('%d pixels: the list goes on by itself, is filtered and paused', async width => {
    await using server = await startServer(site())
    const { page, problems } = await open(server.url + list, { width })
    await page.getByText('live', { exact: true }).waitFor()
    await server.get('/')
    await server.get('/api/?page=<b>')
    await page.getByRole('link', { name: '/api/?page=<b>' }).waitFor()
    await page.getByRole('searchbox', { name: 'Search' }).fill('views.api')
    await expect.poll(() => page.getByRole('link', { name: 'GET' }).count()).toBe(1)
    expect(page.url()).toContain('#q=views.api')
    await page.getByRole('button', { name: 'Pause' }).click()
    await server.get('/api/')
    await page.getByText('paused, 1 new').waitFor()
    await page.getByRole('button', { name: 'Pause' }).click()
    await expect.poll(() => page.getByRole('link', { name: 'GET' }).count()).toBe(2)
    const isTooWide = () =>
      page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
    expect(await isTooWide()).toBe(false)
    // With the keyboard alone.
    await page.getByRole('heading', { name: 'Requests' }).click()
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'The nine steps' }).waitFor()
    expect(await isTooWide()).toBe(false)
    for (const name of ['URLs', 'Settings', 'Memory']) {
      await page.getByRole('link', { name, exact: true }).click()
      expect(await isTooWide()).toBe(false)
    }
    expect(problems).toEqual([])
  })
})
