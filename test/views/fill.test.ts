import { expect, test } from 'vitest'
import { fill } from '../../src/views/debug/fill.js'

test('values are escaped, also inside attributes', () => {
  expect(fill('<a title="{{title}}">{{title}}</a>', { title: `"><script>'` })).toBe(
    '<a title="&quot;&gt;&lt;script&gt;&#x27;">&quot;&gt;&lt;script&gt;&#x27;</a>',
  )
})

test('a value that looks like a placeholder stays text', () => {
  expect(fill('{{message}}', { message: '{{secret}}', secret: 'x' })).toBe('{{secret}}')
})

test('a section repeats for each item and sees the names around it', () => {
  const page = '{{#frames}}{{file}}:{{line}} in {{project}}\n{{/frames}}'
  const frames = [
    { file: 'a.ts', line: 1 },
    { file: 'b.ts', line: 2 },
  ]
  expect(fill(page, { project: 'blog', frames })).toBe('a.ts:1 in blog\nb.ts:2 in blog\n')
})

test('a section without a value is left out, and its opposite shown', () => {
  const page = '{{#hint}}Hint: {{.}}{{/hint}}{{^hint}}No hint{{/hint}}'
  expect(fill(page, { hint: 'Add a slash' })).toBe('Hint: Add a slash')
  expect(fill(page, { hint: '' })).toBe('No hint')
  expect(fill(page, {})).toBe('No hint')
  expect(fill(page, { hint: [] })).toBe('No hint')
})

test('a line with nothing but a tag of a section on it leaves no line behind', () => {
  expect(fill('<ul>\n  {{#items}}\n  <li>{{.}}</li>\n  {{/items}}\n</ul>', { items: ['a', 'b'] })).toBe(
    '<ul>\n  <li>a</li>\n  <li>b</li>\n</ul>',
  )
})

test('a part is another page with the same data', () => {
  expect(fill('<ul>{{#items}}{{>item}}{{/items}}</ul>', { items: ['a', 'b'] }, { item: '<li>{{.}}</li>' })).toBe(
    '<ul><li>a</li><li>b</li></ul>',
  )
})

test('names of Object.prototype are no values', () => {
  expect(fill('[{{constructor}}{{toString}}]', {})).toBe('[]')
})

test('a page whose sections do not match is a mistake in the page', () => {
  expect(() => fill('{{#a}}x{{/b}}', {})).toThrow('closes "b" where "a" is open')
  expect(() => fill('{{#a}}x', {})).toThrow('never closes "a"')
})
