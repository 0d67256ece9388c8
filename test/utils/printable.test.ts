import { expect, test } from 'vitest'
import { printable, printableLines } from '../../src/utils/printable.js'

test.each([
  ['GET /\u001b[2J', 'GET /\\x1b[2J'],
  ['one\ntwo', 'one\\x0atwo'],
  ['\u202eevil', '\\u202eevil'],
  ['\u{e0041}', '\\u{e0041}'],
  ['/grüße/👩‍🔧/', '/grüße/👩‍🔧/'],
])('%j is printed as %s', (text, shown) => expect(printable(text)).toBe(shown))

test('a text of many lines keeps its lines and tabs', () => {
  expect(printableLines('a\tb\n\u001b[2J\r\n')).toBe('a\tb\n\\x1b[2J\\x0d\n')
})
