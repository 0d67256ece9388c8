import { test } from 'vitest'
import { Context, Engine } from '../../src/template/index.js'
import { smartSplit } from '../../src/utils/smart-split.js'
import { expectLinear } from '../linear.js'

const engine = new Engine()

test.each<[string, (size: number) => string]>([
  ['tags that never end', size => '{%'.repeat(size)],
  ['variables that never end', size => '{{'.repeat(size)],
  ['tags without a close on each line', size => '{% a\n'.repeat(size)],
  ['comments that never end', size => '{#'.repeat(size)],
])('the lexer takes linear time: %s', (_, source) => {
  return expectLinear(size => engine.fromString(source(size)).render(new Context()))
})

test.each<[string, (size: number) => string]>([
  ['quotes that nobody closes', size => `"${'\\" '.repeat(size)}`],
  ['quotes of both kinds', size => `"' `.repeat(size)],
  ['a long word', size => 'a'.repeat(size)],
])('smartSplit takes linear time: %s', (_, text) => {
  return expectLinear(size => smartSplit(text(size)))
})

test('an expression with many bars takes linear time', () => {
  const compile = (size: number) => {
    try {
      engine.fromString(`{{ a${'|'.repeat(size)} }}`)
    } catch {
      // It is no expression.
    }
  }
  return expectLinear(compile)
})
