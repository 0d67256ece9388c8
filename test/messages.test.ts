import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { collectMessages, listHeading, page, renderLists, rowsOf } from '../scripts/messages.js'

// docs/messages.md lists what a user can be told, with what to do about it: all of it, and nothing else.

const text = readFileSync(page, 'utf8')
const messages = collectMessages()

test('every class of error has a line that says what to do, and no other has', () => {
  expect(rowsOf(text, 'Errors').sort()).toEqual([...messages.errors.keys()].sort())
})

test('every system check has one too', () => {
  expect(rowsOf(text, 'System checks').sort()).toEqual([...messages.checks].sort())
})

test('the lists at its end have every message (if not: node scripts/messages.js)', () => {
  expect(text.split(listHeading)[1]).toBe(`\n${renderLists(messages)}`)
})

test('the collector finds what is thrown, checked and printed', () => {
  expect(messages.errors.get('Http404')).toContain('Directory indexes are not allowed here.')
  expect(messages.checks).toContain('security.W018')
  expect(messages.errors.size).toBeGreaterThan(60)
  expect(messages.lines.size).toBeGreaterThan(10)
})
