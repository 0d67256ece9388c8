import fc from 'fast-check'
import { expect, test } from 'vitest'
import { register as humanize } from '../../src/contrib/humanize.js'
import {
  Context,
  defaultLibraries,
  Engine,
  LocmemLoader,
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

// Whatever a chain of filters makes of it, but for those that are there to mark it safe.
test('no chain of filters, in no tag, lets go of escaping', () => {
  const hostile = `<zq a="'&>`
  const all = new Engine({ libraries: { ...defaultLibraries, humanize } })
  const filters = [...all.templateBuiltins, ...all.templateLibraries.values()]
    .flatMap(library => [...library.filters.values()])
    .filter(({ name }) => name !== 'safe' && name !== 'safeseq')
  const argument = fc.constantFrom('y', '"x"', '2', 'list', '-1', '":2"', '"<b>"')
  const application = fc
    .tuple(fc.constantFrom(...filters), argument, fc.boolean())
    .map(([{ name, arg }, value, isGiven]) =>
      arg === 'required' || (arg === 'optional' && isGiven) ? `${name}:${value}` : name,
    )
  const expression = fc
    .tuple(
      fc.constantFrom('x', 'y', 'list', 'list.1.a', '"lit"', 'none', 'list.0'),
      fc.array(application, { maxLength: 4 }),
    )
    .map(parts => parts.flat().join('|'))
  const wrapped = fc.constantFrom<(inner: string) => string>(
    inner => `{{ ${inner} }}`,
    inner => `{% firstof none ${inner} %}`,
    inner => `{% cycle ${inner} y %}`,
    inner => `{% with z=${inner} %}{{ z }}{{ z|add:x }}{% endwith %}`,
    inner => `{% for z in list %}{{ z }}{{ ${inner} }}{% endfor %}`,
    inner => `{% filter lower %}{{ ${inner} }}{% endfilter %}`,
    inner => `{% blocktranslate with z=${inner} %}{{ z }}{% endblocktranslate %}`,
    inner => `{% translate ${inner} as z %}{{ z }}`,
    inner => `{% spaceless %}{{ ${inner} }}{% endspaceless %}`,
    inner => `{% ifchanged ${inner} %}{{ ${inner} }}{% endifchanged %}`,
  )
  const load = '{% load i18n l10n tz humanize %}'
  const values = () => ({ x: hostile, y: `${hostile}y`, list: [hostile, { a: hostile }], none: null })
  fc.assert(
    fc.property(expression, wrapped, (inner, wrap) => {
      const page = renderedOrNothing(() => all.fromString(load + wrap(inner)).render(new Context(values())))
      expect(page.toLowerCase()).not.toContain('<zq')
    }),
    { numRuns: 4000 },
  )
})

// Many a filter refuses what another one has made.
function renderedOrNothing(render: () => string): string {
  try {
    return render()
  } catch {
    return ''
  }
}

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

// Tags within tags, all of them closed.
const { tree } = fc.letrec<{ tree: string; branch: string; leaf: string }>(tie => ({
  leaf: fc.constantFrom(
    'text',
    '{{ x }}',
    '{{ i }}{{ forloop.counter }}{{ forloop.parentloop.counter }}',
    '{{ k }}={{ v|upper }}',
    '{% cycle "a" x %}',
    '{% firstof i x as z %}',
    '{{ z }}',
    '{% include "leaf" %}',
    '{% include "leaf" with i="<" only %}',
    '{% partial part %}',
  ),
  branch: fc
    .tuple(
      fc.constantFrom(
        ['{% for i in list %}', '{% endfor %}'],
        ['{% for k, v in pairs %}', '{% endfor %}'],
        ['{% for i in none %}{{ i }}{% empty %}', '{% endfor %}'],
        ['{% if i %}', '{% else %}{{ i }}{% endif %}'],
        ['{% with i=x z=i %}', '{% endwith %}'],
        ['{% autoescape off %}', '{% endautoescape %}'],
        ['{% filter upper %}', '{% endfilter %}'],
        ['{% ifchanged %}', '{% endifchanged %}'],
        ['{% spaceless %}', '{% endspaceless %}'],
      ),
      tie('tree'),
    )
    .map(([[open, close], inner]) => `${open}${inner}${close}`),
  tree: fc
    .array(fc.oneof({ depthSize: 'small' }, tie('leaf'), tie('branch')), { maxLength: 4 })
    .map(parts => parts.join(',')),
}))

const pieceSizes = fc.integer({ min: 1, max: 40 })

test('the pieces of a template that is streamed are what rendering it gives', () => {
  const leaf = '{% for j in list %}{{ i }}{{ j }}{{ forloop.parentloop.counter }}{% endfor %}'
  const base = '{% block a %}{{ x }}{% endblock %}-{% block b %}{% endblock %}'
  const values = { x: '<x>', list: ['<a>', 'b'], pairs: [['k', '<v>']] }
  fc.assert(
    fc.property(tree, pieceSizes, (inner, pieceSize) => {
      const page =
        `{% extends "base" %}{% partialdef part %}{{ i }}{% for p in list %}{{ p }}{% endfor %}{% endpartialdef %}` +
        `{% block a %}${inner}{{ block.super }}{% endblock %}{% block b %}${inner}{% endblock %}`
      const site = new Engine({ loaders: [[LocmemLoader, { base, leaf, page }]] })
      const template = site.getTemplate('page')
      const pieces = [...template.stream(new Context(values), { pieceSize })]
      expect(pieces.join('')).toBe(template.render(new Context(values)))
    }),
    { numRuns: 500 },
  )
})
