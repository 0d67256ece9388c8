import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { LiveReload } from '../../src/devserver/front/live-reload.js'

const live = new LiveReload()
const document = { headers: { 'sec-fetch-dest': 'document' } } as unknown as IncomingMessage

function transformed(headers: string[], status = 200) {
  return live.transform(document)!({ status, reason: '', headers })
}

test('a document gets the script at its end, and the length that it then has', () => {
  const { headers, tail } = transformed(['Content-Type', 'text/html; charset=utf-8', 'Content-Length', '100'])
  expect(tail).toBe(`<script src="/__tiny_django__/live.js" data-version="${live.version}"></script>`)
  expect(headers).toEqual(['Content-Type', 'text/html; charset=utf-8', 'Content-Length', String(100 + tail.length)])
})

test('the ETag of a page that is changed is dropped', () => {
  expect(transformed(['Content-Type', 'text/html', 'ETag', '"x"']).headers).toEqual(['Content-Type', 'text/html'])
})

test("the script carries the nonce of the page's own policy", () => {
  const policy = "default-src 'self'; script-src 'nonce-aBc+1/='"
  const { tail } = transformed(['Content-Type', 'text/html', 'Content-Security-Policy', policy])
  expect(tail).toContain(' nonce="aBc+1/="')
})

test.each([
  ['JSON', ['Content-Type', 'application/json'], 200],
  ['a compressed page', ['Content-Type', 'text/html', 'Content-Encoding', 'gzip'], 200],
  ['304', ['Content-Type', 'text/html'], 304],
])('%s is passed on as it is', (_, headers, status) => {
  expect(transformed(headers, status)).toEqual({ headers, tail: '' })
})

test.each(['empty', 'image', 'script', 'iframe', undefined])('what is fetched for %s is not touched', destination => {
  const request = { headers: { 'sec-fetch-dest': destination } } as unknown as IncomingMessage
  expect(live.transform(request)).toBe(null)
})

test('every outcome has a version of its own', () => {
  const before = live.version
  live.bump()
  expect(live.version).not.toBe(before)
})
