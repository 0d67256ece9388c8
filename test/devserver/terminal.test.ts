import { afterEach, expect, test, vi } from 'vitest'
import type { Exchange } from '../../src/devserver/front/exchange.js'
import { TextTerminal } from '../../src/devserver/front/terminal.js'

afterEach(() => vi.restoreAllMocks())

/** What is printed from here on, write by write, without dates. */
function printing(): string[] {
  const written: string[] = []
  const take = (text: unknown) => written.push(String(text).replace(/\[\d\d\/\w{3}\/\d{4} [\d:]{8}\]/g, '[date]')) > 0
  vi.spyOn(process.stdout, 'write').mockImplementation(take)
  vi.spyOn(process.stderr, 'write').mockImplementation(take)
  return written
}

const answered = (status: number) =>
  ({
    head: { method: 'GET', target: '/' },
    request: { httpVersion: '1.1' },
    response: { statusCode: status },
    sentBytes: 5,
    waitedMs: 2,
    view: 'views.index',
  }) as Exchange

const terminals = {
  colored: new TextTerminal({ color: true, verbosity: 1 }),
  plain: new TextTerminal({ color: false, verbosity: 1 }),
}

const nextTurn = () => new Promise(resolve => setImmediate(() => setImmediate(resolve)))

/** The line of a request that was answered with `status`. */
async function line(status: number, terminal: TextTerminal): Promise<string> {
  const written = printing()
  terminal.request(answered(status))
  await nextTurn()
  return written.join('')
}

const dim = '\u001b[2m 2ms views.index\u001b[22m\n'

test.each([
  [200, `[date] "GET / HTTP/1.1" 200 5${dim}`],
  [301, `\u001b[32m[date] "GET / HTTP/1.1" 301 5\u001b[39m${dim}`],
  [304, `\u001b[36m[date] "GET / HTTP/1.1" 304 5\u001b[39m${dim}`],
  [403, `\u001b[1m\u001b[31m[date] "GET / HTTP/1.1" 403 5\u001b[39m\u001b[22m${dim}`],
  [404, `\u001b[33m[date] "GET / HTTP/1.1" 404 5\u001b[39m${dim}`],
  [500, `\u001b[1m\u001b[35m[date] "GET / HTTP/1.1" 500 5\u001b[39m\u001b[22m${dim}`],
])('the line of a request has Django’s colours: %i', async (status, expected) => {
  expect(await line(status, terminals.colored)).toBe(expected)
  expect(await line(status, terminals.plain)).toBe(`[date] "GET / HTTP/1.1" ${status} 5 2ms views.index\n`)
})

test('requests that end together are printed at once, and before whatever is printed next', async () => {
  const written = printing()
  for (const status of [200, 201, 202]) terminals.plain.request(answered(status))
  terminals.plain.error('an error')
  terminals.plain.request(answered(204))
  await nextTurn()
  expect(written.map(text => text.replace(/\[date\] "GET \/ HTTP\/1.1" | 5 2ms views.index/g, ''))).toEqual([
    '200\n201\n202\n',
    'an error\n',
    '204\n',
  ])
})
