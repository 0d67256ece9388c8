import { describe, test } from 'vitest'
import { register as humanize } from '../../src/contrib/humanize.js'
import { Context, Engine } from '../../src/template/index.js'
import { dateFormat } from '../../src/utils/dateformat.js'
import { linebreaks, stripSpacesBetweenTags, stripTags, urlize } from '../../src/utils/html.js'
import { format as formatNumber } from '../../src/utils/numberformat.js'
import { percentFormat } from '../../src/utils/python/percent.js'
import { slugify, smartSplit, Truncator, wrap } from '../../src/utils/text.js'
import { expectLinear } from '../linear.js'

type Hostile = [what: string, text: (size: number) => string]

/** Markup that is never finished, in every way that some parser was once caught with. */
const unfinished: Hostile[] = [
  ['start tags that never end', size => '<a'.repeat(size)],
  ['start tags with attributes', size => '<a x="'.repeat(size)],
  ['start tags, closed at the very end', size => `${'<a '.repeat(size)}>`],
  ['start tags and null characters', size => `${'<a'.repeat(size)}\0`],
  ['end tags that never end', size => '</a'.repeat(size)],
  ['comments that never end', size => '<!--'.repeat(size)],
  ['comments that almost end', size => '<!-- >'.repeat(size)],
  ['sections that never end', size => '<![CDATA['.repeat(size)],
  ['declarations', size => '<!'.repeat(size)],
  ['processing instructions', size => '<?'.repeat(size)],
  ['references', size => '&'.repeat(size)],
  ['numeric references', size => '&#'.repeat(size)],
  ['scripts that never end', size => `<script>${'</script'.repeat(size)}`],
  ['spaces in a tag', size => `<a${' '.repeat(size)}`],
  ['equals signs in a tag', size => `<a ${'='.repeat(size)}`],
  ['angle brackets', size => '><'.repeat(size)],
]

describe('CVE-2019-14233, CVE-2025-32873: strip_tags takes linear time', () => {
  test.each(unfinished)('%s', (_, text) => expectLinear(size => withoutErrors(() => stripTags(text(size)))))
})

describe('CVE-2019-14232, CVE-2023-43665, CVE-2024-27351: the truncators take linear time', () => {
  test.each([...unfinished, ['tags that nobody closes', (size: number) => '<p>'.repeat(size)] satisfies Hostile])(
    'HTML: %s',
    (_, text) =>
      expectLinear(size =>
        withoutErrors(() => {
          new Truncator(text(size)).chars(size, { html: true })
          new Truncator(text(size)).words(size, { html: true })
        }),
      ),
  )

  test('end tags that belong to nothing', () =>
    expectLinear(size => new Truncator('<b>'.repeat(size) + '</i>'.repeat(size)).words(5, { html: true })))

  test.each<Hostile>([
    ['spaces', size => ' '.repeat(size)],
    ['combining characters', size => 'e\u0301'.repeat(size)],
    ['one word', size => 'x'.repeat(size)],
  ])('text: %s', (_, text) =>
    expectLinear(size => {
      new Truncator(text(size)).chars(size / 2)
      new Truncator(text(size)).words(5)
    }),
  )
})

describe('CVE-2024-24680, -38875, -41990, -45230: urlize takes linear time', () => {
  test.each<Hostile>([
    ['brackets', size => `${'('.repeat(size)}x.com${')'.repeat(size)}`],
    ['brackets that close nothing', size => `x.com${')'.repeat(size)}`],
    ['brackets of both kinds', size => `x.com${')]'.repeat(size)}`],
    ['punctuation', size => `x.com${'.:;!'.repeat(size)}`],
    ['semicolons', size => `x.com${';'.repeat(size)}`],
    ['entities', size => `x.com${'&lt;'.repeat(size)}`],
    ['entities without an end', size => `x.com${'&'.repeat(size)};`],
    ['at signs', size => 'a@'.repeat(size)],
    ['labels', size => `a@${'b.'.repeat(size)}`],
    ['words of one kind', size => 'www.x.com '.repeat(size)],
    ['a word with dots', size => '.'.repeat(size)],
    ['a word with slashes', size => `http://${'/'.repeat(size)}`],
  ])('%s', (_, text) => expectLinear(size => urlize(text(size), { autoescape: true })))
})

describe('text takes linear time', () => {
  test('CVE-2025-26699: wordwrap', async () => {
    await expectLinear(size => wrap(' '.repeat(size), 5))
    await expectLinear(size => wrap('x'.repeat(size), 5))
    await expectLinear(size => wrap('a '.repeat(size), 1))
    await expectLinear(size => wrap('\t'.repeat(size), 8))
  })

  test('linebreaks', async () => {
    await expectLinear(size => linebreaks('\n'.repeat(size)))
    await expectLinear(size => linebreaks('\r'.repeat(size), true))
  })

  test('spaces between tags', async () => {
    await expectLinear(size => stripSpacesBetweenTags(`>${' '.repeat(size)}`))
    await expectLinear(size => stripSpacesBetweenTags('> '.repeat(size)))
  })

  test('slugify', async () => {
    await expectLinear(size => slugify('-'.repeat(size)))
    await expectLinear(size => slugify(`a${' '.repeat(size)}b`))
  })

  test('smart_split', () => expectLinear(size => [...smartSplit(`"${'\\" '.repeat(size)}`)]))
})

describe('numbers and dates take linear time, and no more room than their digits', () => {
  const engine = new Engine({ libraries: { humanize } })
  const intcomma = engine.fromString('{% load humanize %}{{ n|intcomma }}{{ n|intcomma:False }}')
  const floatformat = engine.fromString('{{ n|floatformat:2 }}')

  test('CVE-2024-24680: intcomma', () => expectLinear(size => intcomma.render(new Context({ n: '1'.repeat(size) }))))

  test('floatformat of a long text', () =>
    expectLinear(size => floatformat.render(new Context({ n: `${'1'.repeat(size)}.5` }))))

  test('CVE-2024-41989: an exponent that is a number of its own', ({ expect }) => {
    expect(floatformat.render(new Context({ n: '1e999999999' }))).toBe('1e999999999')
    const huge = { toFixed: () => '', toString: () => '1E+999999999' }
    expect(formatNumber(huge, '.')).toBe('1e+999999999')
  })

  test('a date format', () => expectLinear(size => dateFormat(new Date(0), '\\Y'.repeat(size))))

  test('stringformat', () => expectLinear(size => withoutErrors(() => percentFormat('%('.repeat(size), {}))))
})

// Some hostile text is refused, which also has to be done in time.
function withoutErrors(run: () => unknown): void {
  try {
    run()
  } catch {
    // Refused.
  }
}
