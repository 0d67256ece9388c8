import { expect, test } from 'vitest'
import { NotReversible, normalize } from '../../src/urls/normalize.js'

test.each<[string, [string, string[]][]]>([
  ['', [['', []]]],
  ['^a/$', [['a/', []]]],
  ['(.*)-(.+)', [['%(_0)s-%(_1)s', ['_0', '_1']]]],
  ['(?P<first>.*)-(?<second>.*)', [['%(first)s-%(second)s', ['first', 'second']]]],
  ['(?P<a>.)-(?P=a)', [['%(a)s-%(a)s', ['a']]]],
  [
    '^(?:(\\d+)/)?$',
    [
      ['', []],
      ['%(_0)s/', ['_0']],
    ],
  ],
  ['(?:x{2})?z', [['z', []]]],
  ['[abc]+x*', [['a', []]]],
  ['a{2,3}', [['aa', []]]],
  ['(a){2}', [['%(_0)s%(_0)s', ['_0', '_0']]]],
  ['^\\d\\w\\s\\D\\S\\W\\A\\Z\\b$', [['0x xx!', []]]],
  ['(?=x)a(?!y)b(?<=c)', [['ab', []]]],
  ['((a)b)c', [['%(_0)sc', ['_0']]]],
  ['a|b', [['', []]]],
  ['a$b', [['a', []]]],
  ['.\\.', [['..', []]]],
  ['(\\b)a(b)', [['%(_0)s', ['_0']]]],
])('%s stands for these URLs', (pattern, expected) => {
  expect(normalize(pattern).map(({ format, parameters }) => [format, parameters])).toEqual(expected)
})

test('what no URL can be made of is an error', () => {
  expect(() => normalize('(?i)abc')).toThrow(NotReversible)
  expect(() => normalize('(?i)abc')).toThrow("Non-reversible reg-exp portion: '(?i'")
})
