import { expect, test } from 'vitest'
import { Range } from '../../../src/utils/python.js'
import { render } from './render.js'

const values = {
  list: ['a', 'b', 'c'],
  empty: [],
  text: 'añ😀',
  range: new Range(5),
  books: [
    { title: '1984', author: { name: 'George', age: 45 } },
    { title: 'Timequake', author: { name: 'Kurt', age: 75 } },
    { title: 'Alice', author: { name: 'Lewis', age: 33 } },
  ],
  pairs: [
    ['b', 2],
    ['a', 10],
    ['c', 1],
  ],
  mixed: [{ n: 1 }, { n: 'x' }],
  tree: ['States', ['Kansas', ['Lawrence', '<Topeka>'], 'Illinois']],
}

test.each([
  ['{{ list|first }}{{ list|last }}{{ empty|first }}{{ text|last }}', 'ac😀'],
  ['{{ list|length }}{{ text|length }}{{ missing|length }}{{ empty|length }}', '3300'],
  ['{{ list|join:" & " }}', 'a & b & c'],
  [
    '{{ list|slice:":2" }} {{ list|slice:"::-1" }} {{ text|slice:"1:" }}',
    '[&#x27;a&#x27;, &#x27;b&#x27;] [&#x27;c&#x27;, &#x27;b&#x27;, &#x27;a&#x27;] ñ😀',
  ],
  ['{{ range|slice:"1:4:2" }} {{ list|slice:"x"|join:"" }} {{ list|slice:"::0"|length }}', 'range(1, 4, 2) abc 3'],
  ['{% for b in books|dictsort:"author.age" %}{{ b.title }} {% endfor %}', 'Alice 1984 Timequake '],
  ['{% for b in books|dictsortreversed:"title" %}{{ b.title }} {% endfor %}', 'Timequake Alice 1984 '],
  ['{% for p in pairs|dictsort:1 %}{{ p.0 }}{% endfor %}', 'cba'],
  ['[{{ mixed|dictsort:"n" }}][{{ books|dictsort:"_x" }}][{{ books|dictsort:"nothing" }}]', '[][][]'],
])('%s', (source, text) => {
  expect(render(source, values)).toBe(text)
})

test('random gives one of them', () => {
  expect(values.list).toContain(render('{{ list|random }}', values))
})

test('unordered_list nests', () => {
  expect(render('{{ tree|unordered_list }}', values)).toBe(
    [
      '\t<li>States',
      '\t<ul>',
      '\t\t<li>Kansas',
      '\t\t<ul>',
      '\t\t\t<li>Lawrence</li>',
      '\t\t\t<li>&lt;Topeka&gt;</li>',
      '\t\t</ul>',
      '\t\t</li>',
      '\t\t<li>Illinois</li>',
      '\t</ul>',
      '\t</li>',
    ].join('\n'),
  )
})
