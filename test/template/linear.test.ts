import { performance } from 'node:perf_hooks'
import { expect, test } from 'vitest'
import { Context, Engine } from '../../src/template/index.js'
import { smartSplit } from '../../src/utils/smart-split.js'

// Hostile input: the time for four times as much may be a good deal more than four times as long, but not sixteen.
function isLinear(run: (size: number) => void): boolean {
  run(2000)
  const [small, large] = [20_000, 80_000].map(size => {
    const start = performance.now()
    run(size)
    return performance.now() - start
  })
  return large! < 100 || large! < 10 * small!
}

const engine = new Engine()

test.each<[string, (size: number) => string]>([
  ['tags that never end', size => '{%'.repeat(size)],
  ['variables that never end', size => '{{'.repeat(size)],
  ['tags without a close on each line', size => '{% a\n'.repeat(size)],
  ['comments that never end', size => '{#'.repeat(size)],
])('the lexer takes linear time: %s', (_, source) => {
  expect(isLinear(size => engine.fromString(source(size)).render(new Context()))).toBe(true)
})

test.each<[string, (size: number) => string]>([
  ['quotes that nobody closes', size => `"${'\\" '.repeat(size)}`],
  ['quotes of both kinds', size => `"' `.repeat(size)],
  ['a long word', size => 'a'.repeat(size)],
])('smartSplit takes linear time: %s', (_, text) => {
  expect(isLinear(size => smartSplit(text(size)))).toBe(true)
})

test('an expression with many bars takes linear time', () => {
  const compile = (size: number) => {
    try {
      engine.fromString(`{{ a${'|'.repeat(size)} }}`)
    } catch {
      // It is no expression.
    }
  }
  expect(isLinear(compile)).toBe(true)
})
