import { expect, test } from 'vitest'
import { Context, Engine, Variable, VariableDoesNotExist } from '../../src/template/index.js'
import { markSafe } from '../../src/utils/safestring.js'

const engine = new Engine()

function rendered(source: string, values: object = {}): string {
  return engine.fromString(source).render(new Context(values))
}

class Article {
  title = 'News'
  #views = 3
  get views(): number {
    return this.#views
  }
  slug(): string {
    return this.title.toLowerCase()
  }
  rename(title: string): void {
    this.title = title
  }
}

test('a dot asks for a key, an attribute, a method or a member', () => {
  const values = {
    article: new Article(),
    list: ['a', ['b']],
    map: new Map<unknown, string>([
      ['k', 'v'],
      [1, 'one'],
    ]),
  }
  expect(rendered('{{ article.title }} {{ article.views }} {{ article.slug }}', values)).toBe('News 3 news')
  expect(rendered('{{ list.0 }} {{ list.1.0 }} {{ map.k }} {{ map.1 }}', values)).toBe('a b v one')
})

test('what is not there is nothing', () => {
  expect(
    rendered('[{{ a }}{{ list.9 }}{{ article.nothing }}{{ n.x }}{{ none.x }}]', { list: [], n: 1, none: null }),
  ).toBe('[]')
})

test('what every object has in JavaScript is not there', () => {
  const values = { o: {}, article: new Article(), list: [1], text: 'x', fn: () => 1 }
  for (const name of ['constructor', 'toString', 'hasOwnProperty', 'valueOf']) {
    expect(rendered(`[{{ o.${name} }}{{ article.${name} }}{{ list.${name} }}{{ text.${name} }}]`, values)).toBe('[]')
  }
  expect(rendered('[{{ constructor }}{{ toString }}]')).toBe('[]')
  expect(rendered('[{{ list.pop }}{{ list.length }}]', values)).toBe('[]')
})

test('Python’s habits: items, keys, values, upper; own keys win', () => {
  const values = { d: { a: 1, b: 2 }, own: { items: 'mine' }, text: 'ab' }
  expect(rendered('{% for k, v in d.items %}{{ k }}={{ v }} {% endfor %}', values)).toBe('a=1 b=2 ')
  expect(rendered('{{ own.items }} {{ text.upper }} {{ d.keys }}', values)).toBe(
    'mine AB dict_keys([&#x27;a&#x27;, &#x27;b&#x27;])',
  )
})

test('functions are called, unless they want arguments, change something or are meant themselves', () => {
  const remove = Object.assign(() => 'removed', { altersData: true })
  const choices = Object.assign(() => 'called', { doNotCallInTemplates: true, first: 'a' })
  const values = { now: () => 'now', add: (a: number) => a, remove, choices, Article, article: new Article() }
  expect(rendered('[{{ now }}|{{ add }}|{{ remove }}|{{ choices.first }}|{{ article.rename }}]', values)).toBe(
    '[now|||a|]',
  )
})

test('an error with silentVariableFailure is nothing, any other comes through', () => {
  const silent = Object.assign(new Error('gone'), { silentVariableFailure: true })
  const fail = (error: Error) => () => {
    throw error
  }
  expect(rendered('[{{ a.b }}]', { a: fail(silent) })).toBe('[]')
  expect(() => rendered('{{ a }}', { a: fail(new RangeError('no')) })).toThrow('no')
})

test('a promise is refused by its name', () => {
  const values = { user: Promise.resolve({ name: 'Ann' }) }
  expect(() => rendered('{{ user }}', values)).toThrow("The template variable 'user' is a promise")
  expect(() => rendered('{{ user.name }}', values)).toThrow('use "await renderAsync()"')
})

test('renderAsync waits for the values of the context, one level deep', async () => {
  const template = engine.fromString('{{ user.name }} {{ n }}')
  const context = new Context({ user: Promise.resolve({ name: 'Ann' }), n: 1 })
  expect(await template.renderAsync(context)).toBe('Ann 1')
})

test('what a template writes is escaped unless it is safe', () => {
  const values = { hostile: '<script>"&\'', safe: markSafe('<b>'), own: { __html__: () => '<i>' } }
  expect(rendered('{{ hostile }} {{ safe }} {{ own }}', values)).toBe('&lt;script&gt;&quot;&amp;&#x27; <b> <i>')
  expect(rendered('{% autoescape off %}{{ hostile }}{% endautoescape %}', values)).toBe('<script>"&\'')
})

test('stringIfInvalid stands for what is not there', () => {
  const strict = new Engine({ stringIfInvalid: '!%s!' })
  expect(strict.fromString('{{ a.b }}{% if a %}{% endif %}').render(new Context())).toBe('!a.b!')
})

test('Variable resolves by itself', () => {
  expect(new Variable('article.title').resolve({ article: new Article() })).toBe('News')
  expect(new Variable('42').resolve({})).toBe(42)
  expect(() => new Variable('article.none').resolve({ article: {} })).toThrow(VariableDoesNotExist)
  expect(() => new Variable('article.none').resolve({ article: {} })).toThrow('Failed lookup for key [none] in {}')
  expect(() => new Variable('_private')).toThrow("Variables and attributes may not begin with underscores: '_private'")
})
