import { afterEach, expect, test, vi } from 'vitest'
import type { Exchange } from '../../src/devserver/front/exchange.js'
import { TextTerminal } from '../../src/devserver/front/terminal.js'

afterEach(() => vi.restoreAllMocks())

/** The line of a request that was answered with `status`, without its date. */
function line(status: number, color: boolean): string {
  const written: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation(text => written.push(String(text)) > 0)
  const answered = {
    head: { method: 'GET', target: '/' },
    request: { httpVersion: '1.1' },
    response: { statusCode: status },
    sentBytes: 5,
    waitedMs: 2,
    view: 'views.index',
  }
  new TextTerminal({ color, verbosity: 1 }).request(answered as Exchange)
  return written.join('').replace(/\[\d\d\/\w{3}\/\d{4} [\d:]{8}\]/, '[date]')
}

const dim = '\u001b[2m 2ms views.index\u001b[22m\n'

test.each([
  [200, `[date] "GET / HTTP/1.1" 200 5${dim}`],
  [301, `\u001b[32m[date] "GET / HTTP/1.1" 301 5\u001b[39m${dim}`],
  [304, `\u001b[36m[date] "GET / HTTP/1.1" 304 5\u001b[39m${dim}`],
  [403, `\u001b[1m\u001b[31m[date] "GET / HTTP/1.1" 403 5\u001b[39m\u001b[22m${dim}`],
  [404, `\u001b[33m[date] "GET / HTTP/1.1" 404 5\u001b[39m${dim}`],
  [500, `\u001b[1m\u001b[35m[date] "GET / HTTP/1.1" 500 5\u001b[39m\u001b[22m${dim}`],
])('the line of a request has Django’s colours: %i', (status, expected) => {
  expect(line(status, true)).toBe(expected)
  expect(line(status, false)).toBe(`[date] "GET / HTTP/1.1" ${status} 5 2ms views.index\n`)
})
