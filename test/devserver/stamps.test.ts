import { statSync, utimesSync } from 'node:fs'
import { expect, test } from 'vitest'
import { findStale, markOf, type Stamp, stampOf } from '../../src/devserver/compiler/stamps.js'
import { temporaryFolder } from './folder.js'

function stamped(path: string, content: string): Map<string, Stamp> {
  return new Map([[path, stampOf(markOf(path), content)]])
}

test('a file that nobody touches is current', () => {
  const { file } = temporaryFolder({ 'a.ts': 'one' })
  expect(findStale(stamped(file('a.ts'), 'one'))).toBe(null)
})

test('another content is noticed, also of the same length in the same tick of the clock', () => {
  const { file, write } = temporaryFolder({ 'a.ts': 'one' })
  const stamps = stamped(file('a.ts'), 'one')
  const { atime, mtime } = statSync(file('a.ts'))
  write('a.ts', 'two')
  utimesSync(file('a.ts'), atime, mtime)
  expect(findStale(stamps)).toBe(file('a.ts'))
})

test('a file that is gone is noticed', () => {
  const { file, remove } = temporaryFolder({ 'a.ts': 'one' })
  const stamps = stamped(file('a.ts'), 'one')
  remove('a.ts')
  expect(findStale(stamps)).toBe(file('a.ts'))
})
