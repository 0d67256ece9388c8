import { describe, test } from 'vitest'
import { register as humanize } from '../../src/contrib/humanize.js'
import { Context, defaultLibraries, Engine } from '../../src/template/index.js'
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
  return expectLinear(size => refusable(() => engine.fromString(`{{ a${'|'.repeat(size)} }}`)))
})

describe('every filter takes linear time', () => {
  const libraries = { ...defaultLibraries, humanize }
  const load = `{% load ${Object.keys(libraries).join(' ')} %}`
  const all = new Engine({ libraries })
  const filters = [...all.templateBuiltins, ...all.templateLibraries.values()].flatMap(library => [
    ...library.filters.values(),
  ])
  // What a visitor may send again and again.
  const pieces = [
    '(',
    '[',
    '<',
    '&',
    '&amp;',
    '&lt;a>',
    '.',
    ',',
    ' ',
    '\n',
    'é',
    'x',
    '-',
    '1',
    '</a>',
    'a@',
    '"',
    '%',
  ]

  test.each(filters.map(filter => [filter.name, filter.arg] as const))('%s', (name, arg) => {
    const sources = arg === 'required' ? [`{{ v|${name}:5 }}`, `{{ v|${name}:"x" }}`] : [`{{ v|${name} }}`]
    const templates = sources.map(source => all.fromString(load + source))
    return expectLinear(size => {
      for (const template of templates) {
        for (const piece of pieces) refusable(() => template.render(new Context({ v: piece.repeat(size) })))
      }
    }, 2_500)
  })
})

// Some text is refused, which has to be done in time too.
function refusable(run: () => unknown): void {
  try {
    run()
  } catch {
    // Refused.
  }
}
