import fc from 'fast-check'
import { expect, test } from 'vitest'
import { markSafe } from '../../../src/utils/safestring.js'
import { render } from './render.js'

test.each([
  ['{{ v|addslashes|safe }}', { v: `"it's"\\` }, `\\"it\\'s\\"\\\\`],
  ['{{ v|capfirst }}', { v: 'ärger' }, 'Ärger'],
  ['{{ v|lower }} {{ v|upper }}', { v: 'Straße' }, 'straße STRASSE'],
  ['{{ v|title }}', { v: "JOE'S 2ND straße" }, 'Joe&#x27;s 2nd Straße'],
  ['[{{ v|center:5 }}][{{ v|ljust:5 }}][{{ v|rjust:5 }}]', { v: 'ab' }, '[  ab ][ab   ][   ab]'],
  ['[{{ v|ljust:3 }}]', { v: '😀' }, '[😀  ]'],
  ["{{ v|cut:' ' }}", { v: 'a b c' }, 'abc'],
  ['{{ v|escapejs }}', { v: '</script>' }, '\\u003C/script\\u003E'],
  ['{{ v|iriencode }}', { v: '/ä?a=1&b=2' }, '/%C3%A4?a=1&amp;b=2'],
  ['{{ v|make_list|join:"-" }}', { v: 'a😀' }, 'a-😀'],
  ['{{ v|phone2numeric }}', { v: '800-COLLECT' }, '800-2655328'],
  ['{{ v|slugify }}', { v: ' Joël is a slug! ' }, 'joel-is-a-slug'],
  ['{{ v|truncatechars:6 }}', { v: 'Joel is a slug' }, 'Joel …'],
  ['{{ v|truncatewords:2 }}', { v: 'Joel\nis a slug' }, 'Joel is …'],
  ['{{ v|truncatechars_html:6|safe }}', { v: '<p>Joel <b>is a</b> slug</p>' }, '<p>Joel <b>…</b></p>'],
  ['{{ v|truncatewords_html:2|safe }}', { v: '<p>Joel <b>is a</b> slug</p>' }, '<p>Joel <b>is …</b></p>'],
  ['{{ v|truncatechars:"x" }}', { v: 'as it is' }, 'as it is'],
  ['{{ v|urlencode }} {{ v|urlencode:"" }}', { v: '/a b' }, '/a%20b %2Fa%20b'],
  ['{{ v|wordcount }}', { v: ' Joel  is a\nslug ' }, '4'],
  ['{{ v|wordwrap:5 }}', { v: 'Joel is a slug' }, 'Joel\nis a\nslug'],
])('%s', (source, values, text) => {
  expect(render(source, values)).toBe(text)
})

test.each([
  [5, '03d', '005'],
  [2.345, '.2f', '2.35'],
  [255, '#x', '0xff'],
  ['x', 's!', 'x!'],
  [0.5, '.0f', '0'],
  [1e16, 'g', '1e+16'],
  [null, 'r', 'None'],
  ['x', 'd', ''],
  [1, 'q', ''],
  [{ a: 1 }, '(a)s', '1'],
])('%o|stringformat:"%s"', (value, format, text) => {
  expect(render('{{ v|stringformat:f }}', { v: value, f: format })).toBe(text)
})

test('safe text stays safe where the filter adds nothing that has to be escaped', () => {
  const values = { safe: markSafe('<b>&amp;</b>'), text: '<b>' }
  expect(render('{{ safe|lower }} {{ safe|upper }}', values)).toBe('<b>&amp;</b> &lt;B&gt;&amp;AMP;&lt;/B&gt;')
  expect(render('{{ safe|cut:"b" }} {{ safe|cut:";" }}', values)).toBe('<>&amp;</> &lt;b&gt;&amp;amp&lt;/b&gt;')
  expect(render('{{ text|capfirst }}', values)).toBe('&lt;b&gt;')
})

const ofText = ['addslashes', 'capfirst', 'lower', 'upper', 'title', 'slugify', 'truncatechars:9', 'truncatewords:2']
const toHtml = ['linebreaks', 'linebreaksbr', 'linenumbers', 'urlize', 'urlizetrunc:9', 'escape', 'force_escape']

test('no filter but safe lets markup of its value through', () => {
  const filters = fc.array(
    fc.constantFrom(...ofText, ...toHtml, 'wordwrap:5', 'center:20', 'join:"-"', 'first', 'slice:"1:"'),
  )
  const texts = fc.array(fc.constantFrom('<script>', '"', "'", '&', 'http://x.com', 'a@b.com', '\n', ' ', 'é', '1'))
  fc.assert(
    fc.property(filters, texts, (names, parts) => {
      const html = render(`{{ v${names.map(name => `|${name}`).join('')} }}`, { v: parts.join('') })
      expect(html).not.toContain('<script')
    }),
  )
})
