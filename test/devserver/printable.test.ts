import { expect, test } from 'vitest'
import { printable } from '../../src/devserver/printable.js'

test.each([
  ['GET /\u001b[2J', 'GET /\\x1b[2J'],
  ['one\ntwo', 'one\\x0atwo'],
  ['\u202eevil', '\\u202eevil'],
  ['/grüße/', '/grüße/'],
])('%j is printed as %s', (text, shown) => expect(printable(text)).toBe(shown))
