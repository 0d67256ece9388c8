import { describe, expect, test } from 'vitest'
import { RegexError, translateRegex } from '../../src/urls/regex.js'

function found(pattern: string, text: string): (string | undefined)[] | null {
  const match = new RegExp(translateRegex(pattern).source, 'u').exec(text)
  return match && [...match]
}

describe('translateRegex keeps Python’s meaning', () => {
  test.each<[string, string, (string | undefined)[] | null]>([
    ['(?P<a>x)(?P=a)', 'xx', ['xx', 'x']],
    ['a\\Z', 'a\n', null],
    ['\\Aa', 'ba', null],
    ['a$', 'a\n', ['a']],
    ['a$', 'a\n\n', null],
    ['a.b', 'a\u2028b', ['a\u2028b']],
    ['a.b', 'a\nb', null],
    ['(?s)a.b', 'a\nb', ['a\nb']],
    ['(?s:a.)b', 'a\nb', ['a\nb']],
    ['(?m)^b$', 'a\nb\nc', ['b']],
    ['(?i)strasse[a-c]', 'STRASSEB', ['STRASSEB']],
    ['(?i:a)b', 'AB', null],
    ['(?x) a b # comment', 'ab', ['ab']],
    ['(?#comment)a', 'a', ['a']],
    ['a(?#comment)+', 'aa', ['aa']],
    ['\\d+', '٣٤', ['٣٤']],
    ['(?a)\\d+', '٣٤', null],
    ['\\w+', 'ünï_²日', ['ünï_²日']],
    ['\\s', '\x1c', ['\x1c']],
    ['\\s', '\ufeff', null],
    ['[^\\W\\d]+', '12日x', ['日x']],
    ['[\\S\\n]', '\n', ['\n']],
    ['\\bé\\b', 'a é', ['é']],
    ['^..$', '😀', null],
    ['[]a]+', ']a', [']a']],
    ['[[]', '[', ['[']],
    ['[a&&b]+', '&b', ['&b']],
    ['[a-]', '-', ['-']],
    ['x{,2}y', 'xxy', ['xxy']],
    ['x{,', 'x{,', ['x{,']],
    ['\\x41\\u00e9\\/\\-\\012', 'Aé/-\n', ['Aé/-\n']],
    ['(a)\\1', 'aa', ['aa', 'a']],
    ['(?:[^/]+/){2}', 'a/b/', ['a/b/']],
    ['(?<!a)b', 'ab', null],
    ['(?=a)*b', 'b', ['b']],
    ['(x?)?y', 'y', ['y', '']],
    ['(?P<rest>.*)?$', '', ['', '']],
    ['(x)?y', 'y', ['y', undefined]],
    ['(x)?y', 'xy', ['xy', 'x']],
    ['(x)??y', 'xy', ['xy', 'x']],
    ['(x?)??xy', 'xxy', ['xxy', 'x']],
  ])('%s on %j', (pattern, text, expected) => {
    expect(found(pattern, text)).toEqual(expected)
  })

  test('names the groups in order', () => {
    expect(translateRegex('(a)(?P<x>b)(?:c)(?<y>d)').groups).toEqual([undefined, 'x', 'y'])
  })
})

test('a JavaScript expression keeps JavaScript’s meaning', () => {
  const source = (regex: RegExp) => translateRegex(regex.source, 'javascript', regex.flags).source
  expect(new RegExp(source(/^\d$/), 'u').test('٣')).toBe(false)
  expect(new RegExp(source(/^a$/), 'u').test('a\n')).toBe(false)
  expect(new RegExp(source(/^\p{Lu}\u{1F600}$/u), 'u').test('A😀')).toBe(true)
  expect(new RegExp(source(/^abc$/i), 'u').test('ABC')).toBe(true)
})

describe('translateRegex says what is wrong, and where, in Python’s words', () => {
  test.each([
    ['a(b', 'missing ), unterminated subpattern', 1],
    ['a)b', 'unbalanced parenthesis', 1],
    ['[a', 'unterminated character set', 0],
    ['*a', 'nothing to repeat', 0],
    ['^*', 'nothing to repeat', 1],
    ['a**', 'multiple repeat', 2],
    ['\\q', 'bad escape \\q', 0],
    ['a\\', 'bad escape (end of pattern)', 1],
    ['[z-a]', 'bad character range z-a', 1],
    ['(?P<a>.)(?P<a>.)', "redefinition of group name 'a' as group 2; was group 1", 12],
    ['(?P=a)', "unknown group name 'a'", 4],
    ['\\1', 'invalid group reference 1', 1],
    ['(?P<1>.)', "bad character in group name '1'", 4],
    ['(?y)', 'unknown extension ?y', 1],
    ['a++', 'possessive quantifiers are not supported', 2],
  ])('%s', (pattern, reason, position) => {
    const error = thrownBy(() => translateRegex(pattern)) as RegexError
    expect(error).toBeInstanceOf(RegexError)
    expect({ reason: error.reason, position: error.position }).toEqual({ reason, position })
  })
})

function thrownBy(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
