import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isPlain } from '../../src/urls/plain-regex.js'
import { translateRegex } from '../../src/urls/regex.js'

test.each([
  '^articles/(?P<year>[0-9]{4})/$',
  '^(?P<slug>[a-zA-Z0-9_-]+)\\.(?P<id>\\d+)/$',
  '^a/(?:page-[0-9]+/)?$',
  'robots\\.txt',
  '',
])('%s is plain', regex => {
  expect(isPlain(regex)).toBe(true)
})

test.each([
  ['a group that is not closed', '^(a'],
  ['a group in a group', '^((a)b)$'],
  ['a range the wrong way round', '[z-a]'],
  ['two repetitions', 'a**'],
  ['nothing to repeat', '^*a'],
  ['the same name twice', '(?P<x>a)(?P<x>b)'],
  ['an escape that there is not', '\\q'],
  ['an alternative', 'a|b'],
  ['a look-ahead', '(?=a)'],
])('%s is for the translator to judge', (_what, regex) => {
  expect(isPlain(regex)).toBe(false)
})

test('what is plain has no mistake in it', () => {
  const piece = fc.constantFrom(
    ...[
      '^',
      '$',
      'a',
      '/',
      '-',
      '.',
      '[',
      ']',
      '(',
      ')',
      '|',
      '*',
      '+',
      '?',
      '{2}',
      '{',
      '}',
      '\\',
      '\\d',
      '\\.',
      '[a-z]',
    ],
    ...['[0-9]', '(?P<a>', '(?P<b>', '(?:', '(?', 'z-a', '0-9', 'a-z', '\n', 'é'],
  )
  let plain = 0
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 9 }), pieces => {
      const regex = pieces.join('')
      if (!isPlain(regex)) return
      plain++
      void new RegExp(translateRegex(regex).source, 'u')
    }),
    { numRuns: 30_000 },
  )
  expect(plain).toBeGreaterThan(1000)
})
