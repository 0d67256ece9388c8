import { beforeAll, describe, expect, test } from 'vitest'
import { raw } from '../../adapters/shapes.js'
import { browser, headerOf } from '../harness/http.js'
import { type Project, project, views } from '../harness/project.js'
import { type RunningServer, startServer } from '../harness/server.js'

// What a client says is text, wherever it is shown; and what nobody should know is shown nowhere.

const secret = 'the-secret-of-this-project'
const markup = '<script>alert(1)</script><img src=x onerror=alert(1)>"\'><svg onload=alert(1)>'

let site: Project
let server: RunningServer

beforeAll(async () => {
  site = project({
    'settings.ts': `import { defineSettings, env } from 'tiny-django/conf'
export default defineSettings({ DEBUG: true, SECRET_KEY: '${secret}'.repeat(3) }, { API_TOKEN: env('API_TOKEN') })
`,
    '.env': `API_TOKEN=${secret}\n`,
    'views.ts': views(`import { setTimeout as wait } from 'node:timers/promises'
export const index = () => new HttpResponse('fine')

export function said(request: HttpRequest) {
  const local = request.GET.get('q')
  throw new Error('It said ' + local + ' to ' + request.headers.get('X-Said'))
}

export async function left(request: HttpRequest) {
  setTimeout(() => { throw new Error('It left ' + request.GET.get('q')) })
  await wait(10_000)
}

export function form(request: HttpRequest) {
  throw new Error(\`\${request.POST.get('name')} \${(request.FILES.get('f') as { name: string } | null)?.name}\`)
}

export function header(request: HttpRequest) {
  const response = new HttpResponse('')
  response.headers.set('X-Said', request.GET.getitem('q'))
  return response
}
`),
  })
  server = await startServer(site)
})

describe('the terminal is steered by nobody but us', () => {
  const steering = '\x1b[2J\x1b]0;title\x07\r\u009b31m\u202e'
  const quoted = encodeURIComponent(steering)

  test('what is in a path, a query, a header, a form or a file name is escaped', async () => {
    await server.get(`/nothing/${quoted}`)
    await server.get(`/said/?q=${quoted}`, { 'X-Said': '\u009b31m' })
    await server.get(`/left/?q=${quoted}`)
    await server.get(`/header/?q=${quoted}`)
    await server.get('/', { 'User-Agent': '\u009b31m', Referer: '\u009b31m' })
    const part = (name: string, more = '') => `--X\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`
    const body = `${part('name')}${steering}\r\n${part('f', '; filename="\x1b[2J\u009b.txt"')}\r\n--X--\r\n`
    await server.request('/form/', {
      method: 'POST',
      headers: { 'Content-Type': 'multipart/form-data; boundary=X' },
      body,
    })
    await server.exchange(Buffer.from(raw('\x1b[2J / HTTP/1.1'), 'latin1'))
    await server.get('/', { Host: '\x9b31m' })
    await server.waitForLine(/POST \/form\//)
    await server.printed('It said \\x1b[2J')
    await server.printed('It left \\x1b[2J')
    for (const character of '\x1b\x07\r\x9b\u202e') expect(server.output).not.toContain(character)
  })

  test('a line of the log is one line', async () => {
    await server.get('/nothing/%0d%0a[01/Jan/2026%2000:00:00]')
    await server.waitForLine(/^Not Found: \/nothing\/\\x0d\\x0a\[01\/Jan\/2026/)
    expect(server.output).not.toMatch(/^\[01\/Jan/m)
  })
})

describe('pages', () => {
  const pages: [string, string, Record<string, string>][] = [
    ['404', `/nothing/${encodeURIComponent(markup)}?${encodeURIComponent(markup)}=1`, {}],
    [
      '500',
      `/said/?q=${encodeURIComponent(markup)}`,
      { 'X-Said': markup, Cookie: `a=${markup}`, 'User-Agent': markup },
    ],
    ['a fault', `/left/?q=${encodeURIComponent(markup)}`, {}],
    ['a refused Host', '/', { Host: markup }],
    ['BadHeaderError', `/header/?q=${encodeURIComponent(`${markup}\r\nX-Evil: 1`)}`, {}],
  ]

  test.each(pages)('%s: what was said in the request is text, and no script would run', async (_, target, headers) => {
    const answer = await server.get(target, { ...browser, ...headers })
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(headerOf(answer, 'X-Evil')).toBeUndefined()
    expect(headerOf(answer, 'X-Content-Type-Options')).toBe('nosniff')
    if (headerOf(answer, 'Content-Type')?.startsWith('text/plain')) return
    expect(answer.text).not.toMatch(/<script>alert|<img src=x|<svg onload/)
    const policy = headerOf(answer, 'Content-Security-Policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/script-src[^;]*('unsafe-inline'|\*|https?:)/)
  })

  test.each(pages)('%s: no secret is in it', async (_, target, headers) => {
    for (const Accept of [browser.Accept, 'text/plain', 'application/json']) {
      expect((await server.get(target, { ...browser, Accept, ...headers })).text).not.toContain(secret)
    }
  })

  test('a file that does not build shows its line, and no other file', async () => {
    const name = 'a"><script>alert(1)<\\script>\n\nevent: x\rdata: y.ts'.replaceAll('/', '')
    site.write(name, `export const x = "${markup}\n`)
    const events = await server.events()
    site.write('views.ts', `import { x } from './${JSON.stringify(name).slice(1, -1)}'\nexport const index = () => x\n`)
    const version = await events.next() // one event, whatever the name of the file says
    expect(version).toMatch(/^[\w.]+$/)
    const answer = await server.get('/', browser)
    expect(answer.status).toBe(500)
    expect(answer.text).not.toMatch(/<script>alert|<img src=x|<svg onload/)
    expect(answer.text).not.toContain(secret)
    expect(headerOf(answer, 'Content-Security-Policy')).toContain("default-src 'none'")
  })
})
