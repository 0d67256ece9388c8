import { expect, test } from 'vitest'
import { isOwnPage } from '../../src/devserver/front/own-urls.js'

test.each<[string, Record<string, string>, boolean]>([
  ['nothing said (no page, or an old browser)', {}, true],
  ['its own Origin', { origin: 'http://localhost:8000' }, true],
  ['another port', { origin: 'http://localhost:9000' }, false],
  ['an address', { origin: 'http://192.0.2.7' }, false],
  ['null (a sandboxed frame)', { origin: 'null' }, false],
  ['nonsense', { origin: 'http://[' }, false],
  ['nothing', { origin: '' }, false],
  ['two of them', { origin: 'http://localhost:8000, http://evil.example' }, false],
  ['typed into the address bar', { 'sec-fetch-site': 'none' }, true],
  ['a page of its own', { 'sec-fetch-site': 'same-origin', referer: 'http://localhost:8000/' }, true],
  ['a page on another port', { 'sec-fetch-site': 'same-site' }, false],
  ['a page elsewhere', { 'sec-fetch-site': 'cross-site' }, false],
  ['a script of a page elsewhere, in a browser that says no more', { referer: 'http://evil.example/' }, false],
  ['the same, from a host of a similar name', { referer: 'http://localhost:8000.evil.example/' }, false],
  ['a script of its own, in such a browser', { referer: 'http://localhost:8000/page/' }, true],
])('%s', (_, headers, isOwn) => {
  expect(isOwnPage({ headers }, 'localhost:8000')).toBe(isOwn)
})

test('without a Host every Origin is foreign', () => {
  expect(isOwnPage({ headers: { origin: 'http://undefined' } }, undefined)).toBe(false)
})
