import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type SlowText, slowText } from '../../src/checks/slow-regex.js'
import { translateRegex } from '../../src/urls/regex.js'

const slow = (regex: string) => slowText(translateRegex(regex).source)

describe('two ways to read the same text, over and over', () => {
  test.each([
    '(a+)+$',
    '(?:a*)*$',
    '((ab)*c*)+$',
    '(?P<x>[a-z]+-?)*$',
    '([a-z]{2,})+$',
    '(?:(?:a+))*/$',
    '(a|a)*$',
    '(a|ab|b)*$',
    '(?:[a-z]|[x-z0-9])+/$',
    '([^/]+/?)+\\.html$',
    '(a{2,5})+$',
    '(.*)*\\.$',
    '(.*)*$',
    '(\\w+\\s?)*$',
    '(a+)+b',
  ])('%s', regex => {
    expect(slow(regex)).toBeDefined()
  })
})

describe('one way only, or nothing that could fail', () => {
  test.each([
    'a+b+$',
    '(a+)b$',
    '(?:ab)+$',
    '[(a+)+]$',
    '\\(a+\\)+$',
    '(a+)?$',
    '(a{2}){3}$',
    '([a-z]+/)+$',
    '(a+b)+$',
    '(?:[a-z]+-)*[a-z]+$',
    '((?P<y>[0-9]{4})/?)*$',
    '(a|b)*$',
    '(a{7}b|a{8}b)+$',
    '(a+)+', // the first a is enough
    '([\\s\\S]*)*$', // there is nothing it refuses
    '(a*)*', // matches anything
  ])('%s', regex => {
    expect(slow(regex)).toBeUndefined()
  })
})

test('says nothing of what it does not understand', () => {
  expect(slow('(?:(?=a)a+)+$')).toBeUndefined()
  expect(slow(`(${'a?'.repeat(200)})*$`)).toBeUndefined()
})

test('what it names does take that long, and no match', () => {
  const atom = fc.constantFrom(
    'a',
    'b',
    '[ab]',
    '[^a]',
    'a+',
    'b*',
    'a?',
    '.',
    '(?:ab)',
    '(?:a|b)',
    '(?:a|ab)',
    'a{2,3}',
  )
  const group = fc.array(atom, { minLength: 1, maxLength: 3 }).map(atoms => `(?:${atoms.join('')})`)
  const regex = fc
    .tuple(atom, group, fc.constantFrom('*', '+', '{2,}'), atom, fc.constantFrom('$', ''))
    .map(parts => parts.join(''))
  let named = 0
  fc.assert(
    fc.property(regex, pattern => {
      const found = slow(pattern)
      if (found === undefined) return
      named++
      const few = stepsOf(pattern, found, 2)
      expect(few).toBeLessThan(enough)
      // Thrice as long, so a hundred times as many steps are beyond anything that a polynomial of this size takes.
      expect(stepsOf(pattern, found, 12, 100 * few)).toBeGreaterThan(100 * few)
    }),
    { numRuns: 300, seed: 7 },
  )
  expect(named).toBeGreaterThan(20)
})

const enough = 1_000_000

/** How many steps a backtracking matcher, as simple as can be, takes to refuse the text; it ends after the most. */
function stepsOf(pattern: string, { before, repeated, after }: SlowText, times: number, most = enough): number {
  const text = before + repeated.repeat(times) + after
  let steps = 0
  const isMatch = matchNode(parse(pattern), 0, at => (pattern.endsWith('$') ? at === text.length : true))
  expect(isMatch && steps <= most).toBe(false)
  return steps

  function matchNode(node: Simple, at: number, then: (at: number) => boolean): boolean {
    if (++steps > most) return true // no more to know
    if (node.kind === 'one') return at < text.length && node.regex.test(text[at]!) && then(at + 1)
    if (node.kind === 'or') return node.parts.some(part => matchNode(part, at, then))
    if (node.kind === 'then') return matchAll(node.parts, at, then)
    return repeat(node, at, 0, then)
  }

  function matchAll(parts: readonly Simple[], at: number, then: (at: number) => boolean): boolean {
    const [first, ...rest] = parts
    return first === undefined ? then(at) : matchNode(first, at, next => matchAll(rest, next, then))
  }

  function repeat(
    node: Extract<Simple, { kind: 'repeat' }>,
    at: number,
    count: number,
    then: (at: number) => boolean,
  ): boolean {
    const again =
      count < node.most &&
      matchNode(node.part, at, next => (next > at || count < node.least) && repeat(node, next, count + 1, then))
    return again || (count >= node.least && then(at))
  }
}

type Simple =
  | { readonly kind: 'one'; readonly regex: RegExp }
  | { readonly kind: 'or'; readonly parts: readonly Simple[] }
  | { readonly kind: 'then'; readonly parts: readonly Simple[] }
  | { readonly kind: 'repeat'; readonly part: Simple; readonly least: number; readonly most: number }

/** What the generator above makes. */
function parse(pattern: string): Simple {
  const tokens = pattern.replace(/\$$/, '').match(/\(\?:|\)|\||\[[^\]]*\]|[*+?]|\{\d,\d?\}|./g) ?? []
  let at = 0
  return alternatives()

  function alternatives(): Simple {
    const parts = [sequence()]
    while (tokens[at] === '|') {
      at++
      parts.push(sequence())
    }
    return { kind: 'or', parts }
  }

  function sequence(): Simple {
    const parts: Simple[] = []
    while (at < tokens.length && tokens[at] !== ')' && tokens[at] !== '|') parts.push(repeated())
    return { kind: 'then', parts }
  }

  function repeated(): Simple {
    const token = tokens[at++]!
    let part: Simple
    if (token === '(?:') {
      part = alternatives()
      at++
    } else part = { kind: 'one', regex: new RegExp(`^${token}$`) }
    const [, least, most] = /^(?:\{(\d),(\d?)\}|[*+?])$/.exec(tokens[at] ?? '') ?? []
    const sign = tokens[at]
    if (sign === undefined || !/^[*+?{]/.test(sign)) return part
    at++
    if (least !== undefined) return { kind: 'repeat', part, least: Number(least), most: Number(most || Infinity) }
    return { kind: 'repeat', part, least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Infinity }
  }
}
