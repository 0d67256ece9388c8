import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { answersIn, raw } from '../../adapters/shapes.js'
import { describeInChromium } from '../harness/browser.js'
import { expectFine } from '../harness/fault.js'
import { browser, headerOf } from '../harness/http.js'
import { project, views } from '../harness/project.js'
import { type RunningServer, startServer } from '../harness/server.js'

// No web page that somebody visits can read or drive his dev server.

const files = {
  'views.ts': views(`
export function index(request: HttpRequest) {
  console.log('the project was asked by', request.META.HTTP_HOST)
  return new HttpResponse('fine')
}
export function broken() {
  throw new Error('broken')
}
`),
}

let server: RunningServer
beforeAll(async () => {
  server = await startServer(project(files))
})

const own = [
  '/__tiny_django__/live.js',
  '/__tiny_django__/events',
  '/__tiny_django__/',
  '/__tiny_django__/open-in-editor',
]

describe('the dev server’s own addresses', () => {
  const foreign: Record<string, string>[] = [
    { Origin: 'https://evil.example' },
    { Origin: 'null' }, // Next, CVE-2026-27977
    { Origin: 'http://192.0.2.7' }, // webpack-dev-server, CVE-2025-30360
    { Origin: 'http://127.0.0.1' },
    { Origin: 'http://localhost:1' },
    { Origin: 'http://[' }, // webpack-dev-server, CVE-2026-14631
    { Origin: 'http://a b' },
    { Origin: '' },
    { 'Sec-Fetch-Site': 'cross-site' }, // Next, CVE-2025-48068
    { 'Sec-Fetch-Site': 'same-site' },
    { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Dest': 'script' }, // webpack-dev-server, CVE-2025-30359
    { Referer: 'http://evil.example/' },
  ]
  const attempts = foreign.flatMap(headers => own.map(target => [target, headers] as const))
  test.each(attempts)('%s is refused to %j', async (target, headers) => {
    const answer = await server.get(target, headers)
    expect(answer.status).toBe(403)
    expect(headerOf(answer, 'Access-Control-Allow-Origin')).toBeUndefined()
    await expectFine(server)
  })

  test.each(['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'])(
    '%s does nothing at addresses that others had',
    async method => {
      for (const target of own.slice(2)) {
        const headers = { Origin: server.url, 'Content-Type': 'TEXT/plain' }
        const answer = await server.request(target, { method, headers, body: '{"file":"views.ts","editor":"sh"}' })
        const found = target === '/__tiny_django__/' ? 200 : 404 // the inspector, which does nothing either
        expect(answer.status).toBe(method === 'GET' ? found : 405)
      }
    },
  )

  test('the host of an absolute target is the one that an Origin must be of', async () => {
    const answer = await server.exchange(
      raw(`GET http://localhost:${server.port}/__tiny_django__/live.js HTTP/1.1`, ['Origin: http://localhost']),
    )
    expect(answersIn(answer)).toEqual(['403 Forbidden'])
  })

  test('a page of its own may read the script, and nothing names another who may', async () => {
    const answer = await server.get(own[0]!, { Origin: server.url, 'Sec-Fetch-Site': 'same-origin' })
    expect(answer.status).toBe(200)
    expect(headerOf(answer, 'Content-Type')).toBe('text/javascript; charset=utf-8')
    expect(headerOf(answer, 'Cross-Origin-Resource-Policy')).toBe('same-origin')
  })
})

test('no answer allows another origin to read it', async () => {
  const headers = { ...browser, Origin: 'https://evil.example', 'Access-Control-Request-Method': 'GET' }
  for (const target of ['/', '/broken/', '/nothing/', '/static/nothing.css', ...own]) {
    for (const method of ['GET', 'OPTIONS']) {
      const answer = await server.request(target, { method, headers })
      expect(answer.headers.filter(line => /^access-control-/i.test(line))).toEqual([])
    }
  }
})

test('a Host that is not ours never gets to the project (DNS rebinding; Vite, CVE-2025-24010)', async () => {
  for (const host of ['evil.example', `evil.example:${server.port}`, '192.0.2.7']) {
    expect((await server.get('/', { Host: host })).status).toBe(400)
  }
  await expectFine(server)
  expect(server.output).not.toMatch(/asked by (evil|192)/)
})

test('nothing listens but what was asked for, and no debugger', async () => {
  const port = server.port
  expect(listening(server.processes().map(({ pid }) => pid))).toEqual([
    `0100007F:${hexadecimal(port)}`, // 127.0.0.1
    `00000000000000000000000001000000:${hexadecimal(port)}`, // ::1
  ])
})

describeInChromium(
  'in Chromium',
  open => {
    /** A page of somebody else that tries what it can; how each attempt ended. */
    async function attempt(host: string): Promise<Record<string, string>> {
      const page = `<!doctype html><script>
        const outcomes = {}
        const dev = 'http://127.0.0.1:${server.port}'
        const read = (name, url, options) => fetch(url, options).then(
          answer => answer.text().then(text => { outcomes[name] = answer.type === 'opaque' ? 'opaque' + text : 'read' }),
          () => { outcomes[name] = 'refused' })
        const load = (name, url) => new Promise(resolve => {
          const script = document.createElement('script')
          script.src = url
          script.onload = () => resolve(outcomes[name] = 'loaded')
          script.onerror = () => resolve(outcomes[name] = 'refused')
          document.head.append(script)
        })
        const listen = (name, url) => new Promise(resolve => {
          const events = new EventSource(url)
          events.onmessage = () => resolve(outcomes[name] = 'heard')
          events.onerror = () => { events.close(); resolve(outcomes[name] = 'refused') }
        })
        window.done = Promise.all([
          read('page', dev + '/'),
          read('error page', dev + '/broken/'),
          read('script', dev + '${own[0]}'),
          read('script without CORS', dev + '${own[0]}', { mode: 'no-cors' }),
          load('script element', dev + '${own[0]}'),
          load('source', dev + '/views.ts'),
          listen('events', dev + '${own[1]}'),
        ]).then(() => outcomes)
      </script>`
      const other = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end(page))
      await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
      onTestFinished(() => void other.close())
      const opened = await open(`http://${host}:${(other.address() as AddressInfo).port}/`)
      return opened.page.evaluate('window.done')
    }

    test.each([
      ['another port', '127.0.0.1'],
      ['another site', 'evil.example'],
    ])('a page of %s reads nothing and hears nothing', async (_, host) => {
      expect(await attempt(host)).toEqual({
        page: 'refused',
        'error page': 'refused',
        script: 'refused',
        'script without CORS': expect.stringMatching(/^(refused|opaque)$/),
        'script element': 'refused',
        source: 'refused',
        events: 'refused',
      })
    })

    test('a name that is pointed at this machine shows nothing of the project', async () => {
      const { page } = await open(`http://evil.example:${server.port}/`)
      expect(await page.textContent('body')).toContain('Invalid HTTP_HOST header')
    })
  },
  ['--host-resolver-rules=MAP evil.example 127.0.0.1'],
)

/** The addresses at which these processes listen, as /proc/net/tcp writes them. */
function listening(pids: readonly number[]): string[] {
  const inodes = new Set(pids.flatMap(socketsOf))
  return ['tcp', 'tcp6'].flatMap(family =>
    readFileSync(`/proc/net/${family}`, 'utf8')
      .split('\n')
      .slice(1)
      .map(line => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state === '0A' && inodes.has(inode!))
      .map(([, local]) => local!),
  )
}

function socketsOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap(fd => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? []
    } catch {
      return [] // closed meanwhile
    }
  })
}

function hexadecimal(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0')
}
