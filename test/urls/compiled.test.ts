import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { registerConverter, ValueError } from '../../src/urls/converters.js'
import { include } from '../../src/urls/include.js'
import { ResolverMatch } from '../../src/urls/match.js'
import { path, rePath } from '../../src/urls/path.js'
import { URLResolver } from '../../src/urls/resolver.js'
import type { URLPattern, URLPatterns } from '../../src/urls/types.js'
import type { AnyPattern } from '../../src/urls/urlpattern.js'
import { resolveNaively } from './naive.js'
import { view } from './views.js'

// The compiled table against the list: the same pattern first, the same values, the same ways tried.

registerConverter('even' as never, { regex: '[0-9]+', toValue: even, toUrl: String } as never)
registerConverter('ab' as never, { regex: '[ab/]{1,3}', toValue: String, toUrl: String } as never)

function even(text: string): number {
  if (Number(text) % 2 === 1) throw new ValueError('odd')
  return Number(text)
}

const uuid = '075194d3-6885-417e-a8a8-6c931e272f00'
const literals = ['a', 'b', 'ab', 'a/', 'b/', '/', '-', '1', '12', 'ä', '😀', 'A', '.', 'a.b/', '\n', '\0', `${uuid}/`]
const converters = ['int', 'str', 'slug', 'path', 'uuid', 'even', 'ab']
const regexes = [
  ...['a', 'b', '/', 'ab/', '-', 'ä', '😀', '\\.', '1', '\\/', '\0'],
  ...['[0-9]+', '[ab]', '[^/]+', '([ab]+)', '([0-9]{1,2})?', '(?:a|b)', '(?:ab)?', '(a|b/)', 'a?', 'b*', '1+', '😀?'],
  ...['(?P<n>[a-z]+)', '(?P<m>[0-9])?', '(?=a)', 'a{2}', '.'],
]

const routePiece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...literals) },
  { weight: 2, arbitrary: fc.constantFrom(...converters).map(name => `<${name}:X>`) },
)

// Each parameter its own name, from few enough that they meet those of includes.
const route = fc.array(routePiece, { maxLength: 6 }).map(pieces => {
  let number = 0
  return pieces.join('').replaceAll(':X>', () => `:p${number++}>`)
})

const regex = fc
  .record({
    start: fc.constantFrom('^', '^', '^', ''),
    pieces: fc.uniqueArray(fc.constantFrom(...regexes), { maxLength: 5 }),
    bar: fc.constantFrom('', '', '', '', '|', 'b|a'),
    end: fc.constantFrom('$', '$', ''),
  })
  .map(({ start, pieces, bar, end }) => start + pieces.join('') + bar + end)

const kwargs = fc.constantFrom({}, {}, {}, { p0: 'extra' })

const pattern: fc.Arbitrary<URLPattern> = fc.letrec<{ pattern: URLPattern; list: URLPattern[] }>(tie => ({
  pattern: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({ route, kwargs }).map(({ route, kwargs }) => path(route as string, view as never, { kwargs })),
    fc.record({ regex, kwargs }).map(({ regex, kwargs }) => rePath(regex as string, view as never, { kwargs })),
    fc
      .record({ route, list: tie('list'), kwargs })
      .map(({ route, list, kwargs }) => path(route as string, include(list) as never, { kwargs }) as URLPattern),
    fc
      .record({ regex, list: tie('list') })
      .map(({ regex, list }) => rePath(regex as string, include(list) as never) as URLPattern),
  ),
  list: fc.array(tie('pattern'), { maxLength: 5 }),
})).pattern

const table = fc.array(pattern, { maxLength: 14 })

/** Pieces that the patterns are made of, so that many paths match something. */
const pathInfo = fc
  .array(fc.constantFrom(...literals, ...literals, 'a/', 'b/', '/', 'aa', '7', '22', uuid, 'ab-1', 'hällo'), {
    maxLength: 7,
  })
  .map(pieces => pieces.join(''))

test('finds what the list finds, and tried what the list tries', () => {
  let matches = 0
  fc.assert(
    fc.property(table, fc.array(pathInfo, { minLength: 8, maxLength: 8 }), (urlpatterns, paths) => {
      const resolver = new URLResolver({ urlpatterns })
      for (const each of paths) matches += compare(resolver, urlpatterns, each) ? 1 : 0
    }),
    { numRuns: 4000 },
  )
  expect(matches).toBeGreaterThan(5000)
}, 120_000)

test('the same for built-in parameters in any company', () => {
  const piece = fc.constantFrom('<int:X>', '<str:X>', '<slug:X>', '<path:X>', '<uuid:X>', '-', '/', 'a', '1')
  const any = fc.array(piece, { minLength: 2, maxLength: 4 }).map(pieces => {
    let number = 0
    return pieces.join('').replaceAll(':X>', () => `:p${number++}>`)
  })
  // Short ones: the list's regular expressions need exponential time here.
  const few = fc.array(fc.constantFrom('a', '1', '-', '/', '😀', '\n'), { maxLength: 5 })
  const text = fc.tuple(few, fc.constantFrom([], [], [uuid], [uuid.slice(1)]), few).map(parts => parts.flat())
  fc.assert(
    fc.property(any, fc.boolean(), fc.array(text, { minLength: 10, maxLength: 10 }), (route, isInclude, texts) => {
      const end = isInclude ? include([path('', view), path('<path:rest>', view as never)]) : view
      const urlpatterns = [path(route as string, end as never)] as URLPattern[]
      const resolver = new URLResolver({ urlpatterns })
      for (const each of texts) compare(resolver, urlpatterns, each.join(''))
    }),
    { numRuns: 4000 },
  )
}, 120_000)

test('the same for long lists of literals, converters and includes that begin alike', () => {
  const segment = fc.constantFrom(
    'a',
    'a\0',
    'ab',
    'abc',
    'b',
    'ba',
    '<int:p>',
    '<slug:p>',
    '<str:p>',
    'x-<int:p>',
    '<int:p>-x',
  )
  const deep = fc.array(segment, { minLength: 1, maxLength: 4 }).map(segments => {
    let number = 0
    return `${segments.join('/')}/`.replaceAll(':p>', () => `:p${number++}>`)
  })
  const tail = [path('', view), path('a/', view), path('<int:p0>/', view as never)]
  const entry = fc.record({ deep, isInclude: fc.boolean() }).map(({ deep, isInclude }) => {
    return isInclude ? path(deep as string, include(tail) as never) : path(deep as string, view as never)
  })
  const text = fc.constantFrom('a', 'ab', 'abc', 'b', 'ba', '1', '22', 'x-3', '4-x', 'ä')
  const address = fc.array(text, { minLength: 1, maxLength: 5 }).map(segments => `${segments.join('/')}/`)
  fc.assert(
    fc.property(
      fc.array(entry, { maxLength: 120 }),
      fc.array(address, { minLength: 20, maxLength: 20 }),
      (list, all) => {
        const urlpatterns = list as URLPattern[]
        const resolver = new URLResolver({ urlpatterns })
        for (const each of all) compare(resolver, urlpatterns, each)
      },
    ),
    { numRuns: 500 },
  )
}, 120_000)

/** Whether it was a match, for both. */
function compare(resolver: URLResolver, urlpatterns: URLPatterns, pathInfo: string): boolean {
  const wanted = resolveNaively(urlpatterns as readonly AnyPattern[], pathInfo)
  const match = resolver.match(`/${pathInfo}`)
  const isMatch = match instanceof ResolverMatch
  if (
    match.tried.length !== wanted.tried.length ||
    match.tried.some((way, index) => !isSame(way, wanted.tried[index]!))
  )
    expect(printed(match.tried)).toEqual(printed(wanted.tried))
  expect(isMatch).toBe(wanted.way !== undefined)
  if (!isMatch) return false
  // The way that was found is the last one tried.
  expect(match.route).toBe(joined(wanted.way!))
  expect(match.extraKwargs).toEqual(Object.assign({}, ...wanted.way!.map(each => each.kwargs)))
  expect([match.args, match.kwargs]).toEqual([wanted.args, wanted.kwargs])
  return true
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index])
}

function printed(ways: readonly (readonly { route: string }[])[]): string[][] {
  return ways.map(way => way.map(({ route }) => route))
}

function joined(way: readonly AnyPattern[]): string {
  return way
    .map(({ route }) => route)
    .reduceRight((inner, outer) => (outer && inner.startsWith('^') ? outer + inner.slice(1) : outer + inner))
}

describe('time', () => {
  test('parameters side by side share a text out without trying everything', () => {
    const route = `${Array.from({ length: 12 }, (_, index) => `<path:p${index}>/`).join('')}end/`
    const resolver = new URLResolver({ urlpatterns: [path(route as string, view as never)] })
    const start = performance.now()
    expect(resolver.match(`/${'a/'.repeat(2000)}`)).not.toBeInstanceOf(ResolverMatch)
    expect(resolver.match(`/${'a/'.repeat(2000)}end/`)).toBeInstanceOf(ResolverMatch)
    expect(performance.now() - start).toBeLessThan(1000)
  })

  test('lists that include each other over and over are searched once at each place', () => {
    const module: { urlpatterns: URLPatterns } = {
      urlpatterns: [
        path(
          'a/',
          include(() => module),
        ),
        path(
          '<str:x>/',
          include(() => module),
        ),
        rePath(
          '^[a-z]/',
          include(() => module),
        ),
      ],
    }
    const resolver = new URLResolver(module)
    const start = performance.now()
    expect(resolver.match(`/${'a/'.repeat(200)}`)).not.toBeInstanceOf(ResolverMatch)
    expect(performance.now() - start).toBeLessThan(1000)
    expect(resolver.match(`/${'a/'.repeat(200)}`).tried.length).toBeLessThanOrEqual(10_000)
  })
})
