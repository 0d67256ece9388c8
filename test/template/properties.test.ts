import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  Context,
  defaultLibraries,
  Engine,
  TemplateDoesNotExist,
  TemplateSyntaxError,
} from '../../src/template/index.js'

const engine = new Engine({ libraries: defaultLibraries })

// Pieces that templates are made of, whole and broken.
const words = [
  'if',
  'else',
  'elif',
  'endif',
  'for',
  'x',
  'in',
  'list',
  'endfor',
  'empty',
  'with',
  'a=1',
  'as',
  'endwith',
  'block',
  'endblock',
  'extends',
  'include',
  '"y"',
  "'z'",
  '_("m")',
  'load',
  'i18n',
  'cycle',
  'filter',
  'upper',
  'endfilter',
  'x|upper',
  'x|default:"<"',
  'not',
  'and',
  '==',
  '1',
  '-1.5',
  'None',
  'autoescape',
  'on',
  'off',
  'now',
  'url',
  'regroup',
  'by',
  'firstof',
  'ifchanged',
  'widthratio',
  'spaceless',
  'verbatim',
  'partialdef',
  'comment',
  'blocktranslate',
  'count',
  'plural',
  'lorem',
  '_',
  '..',
  '|',
  ':',
  '"',
]
const word = fc.constantFrom(...words)
const tag = fc
  .tuple(fc.constantFrom('{%', '{{', '{#'), fc.array(word, { maxLength: 6 }), fc.constantFrom('%}', '}}', '#}'))
  .map(([open, inner, close]) => `${open} ${inner.join(' ')} ${close}`)
const source = fc
  .array(fc.oneof(tag, fc.constantFrom('text', '\n', '{', '}', '{%', '%}', '<b>')), { maxLength: 12 })
  .map(parts => parts.join(''))

test('any text is a template or a TemplateSyntaxError, never something else', () => {
  fc.assert(
    fc.property(source, text => {
      try {
        engine.fromString(text)
      } catch (error) {
        // `{% filter %}` without a filter is a ValueError in Django.
        if (!(error instanceof TemplateSyntaxError) && !(error instanceof RangeError)) throw error
      }
    }),
    { numRuns: 3000 },
  )
})

test('what a visitor has sent is never in a page unescaped', () => {
  const hostile = '<script>alert("&\')</script>'
  const values = { x: hostile, list: [hostile, { a: hostile }], a: { b: hostile }, y: hostile }
  const pieces = fc.constantFrom(
    '{{ x }}',
    '{{ x|upper|lower }}',
    '{{ x|default:"a" }}',
    '{{ list }}',
    '{{ a.b|truncatechars:12 }}',
    '{{ x|linebreaks }}',
    '{{ x|urlize }}',
    '{{ list|join:", " }}',
    '{% firstof x y %}',
    '{% cycle x y %}',
    '{% with z=x %}{{ z }}{% endwith %}',
    '{% for i in list %}{{ i }}{% endfor %}',
    '{% filter lower %}{{ x }}{% endfilter %}',
    '{{ x|add:y }}',
    '{{ x|cut:"a" }}',
    '{{ list|unordered_list }}',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 6 }), parts => {
      expect(engine.fromString(parts.join('|')).render(new Context(values)).toLowerCase()).not.toContain('<script')
    }),
    { numRuns: 500 },
  )
})

test('rendering any template ends', () => {
  fc.assert(
    fc.property(source, text => {
      try {
        engine.fromString(text).render(new Context({ x: 'X', list: [1, [2, 3]] }))
      } catch (error) {
        expect(error).toBeInstanceOf(Error)
        if (error instanceof TemplateDoesNotExist) expect(error.tried).toBeInstanceOf(Array)
      }
    }),
    { numRuns: 1000 },
  )
})
