import { expect, test } from 'vitest'
import {
  Context,
  Engine,
  Library,
  LocmemLoader,
  Node,
  type NodeList,
  type Parser,
  type Token,
  Variable,
} from '../../src/template/index.js'
import { formatHtml } from '../../src/utils/html.js'
import { markSafe, type SafeString } from '../../src/utils/safestring.js'

function engineWith(register: Library, templates: Record<string, string> = {}): Engine {
  return new Engine({ builtins: [register], loaders: [[LocmemLoader, templates]] })
}

function rendered(register: Library, source: string, values: object = {}): string {
  return engineWith(register).fromString(source).render(new Context(values))
}

test('a filter gets the value and what follows the colon', () => {
  const register = new Library()
  register.filter('cut', (value: string, arg: string) => value.replaceAll(arg, ''))
  expect(rendered(register, '{{ name|cut:"n" }}', { name: 'Ann' })).toBe('A')
  expect(rendered(register, '{{ name|cut:letter }}', { name: 'Ann', letter: 'A' })).toBe('nn')
})

test('a filter that needs an argument says so when the template is compiled', () => {
  const register = new Library()
  register.filter('cut', (value: string, arg: string) => value.replaceAll(arg, ''))
  register.filter('shout', (value: string) => `${value}!`, { arg: 'none' })
  expect(() => rendered(register, '{{ name|cut }}')).toThrow('cut requires 2 arguments, 1 provided')
  expect(() => rendered(register, '{{ name|shout:1 }}')).toThrow('shout requires 1 arguments, 2 provided')
})

test('a parameter with a default value may be left out', () => {
  const register = new Library()
  register.filter('repeat', (value: string, times = 2) => value.repeat(times), { stringfilter: true })
  expect(rendered(register, '{{ "a"|repeat }} {{ "a"|repeat:3 }}')).toBe('aa aaa')
})

test('stringfilter: the value is text, and safe text stays safe when the filter is', () => {
  const register = new Library()
  register.filter('lower', (value: string) => value.toLowerCase(), { stringfilter: true, isSafe: true })
  register.filter('twice', (value: string) => value + value, { stringfilter: true })
  const values = { number: 5, html: markSafe('<B>') }
  expect(rendered(register, '{{ number|twice }} {{ html|lower }} {{ html|twice }}', values)).toBe(
    '55 <b> &lt;B&gt;&lt;B&gt;',
  )
})

test('needsAutoescape: the filter is told whether the template escapes', () => {
  const register = new Library()
  register.filter('told', (_value: unknown, _arg: undefined, { autoescape }) => autoescape, {
    needsAutoescape: true,
    arg: 'none',
  })
  expect(rendered(register, '{{ 1|told }}{% autoescape off %}{{ 1|told }}{% endautoescape %}')).toBe('TrueFalse')
})

test('a literal argument equals the text it stands for', () => {
  const register = new Library()
  register.filter('is', (value: unknown, arg: unknown) => value === arg)
  expect(rendered(register, '{{ name|is:"Ann" }}', { name: 'Ann' })).toBe('True')
})

test('a raw tag is compiled by a function and rendered by a node', () => {
  class UpperNode extends Node {
    readonly nodelist: NodeList
    constructor(nodelist: NodeList) {
      super()
      this.nodelist = nodelist
    }
    render(context: Context): string {
      return this.nodelist.render(context).toUpperCase()
    }
  }
  const register = new Library()
  register.tag('upper', (parser: Parser, _token: Token): Node => {
    const nodelist = parser.parse(['endupper'])
    parser.deleteFirstToken()
    return new UpperNode(nodelist)
  })
  expect(rendered(register, '{% upper %}Hello {{ name }}{% endupper %}!', { name: 'Ann' })).toBe('HELLO ANN!')
  expect(() => rendered(register, '{% upper %}Hello')).toThrow(
    "Unclosed tag on line 1: 'upper'. Looking for one of: endupper.",
  )
})

test('a raw tag can resolve variables and set them', () => {
  class SetNode extends Node {
    readonly name: string
    readonly value: Variable
    constructor(name: string, value: Variable) {
      super()
      this.name = name
      this.value = value
    }
    render(context: Context): string {
      context.set(this.name, this.value.resolve(context))
      return ''
    }
  }
  const register = new Library()
  register.tag('set', (_parser, token) => {
    const [, name, value] = token.splitContents()
    return new SetNode(name!, new Variable(value!))
  })
  expect(rendered(register, '{% set a b.c %}{{ a }}', { b: { c: 3 } })).toBe('3')
})

test('a simple tag takes arguments as Python would', () => {
  const register = new Library()
  const params = ['name', 'greeting="hello"', '*args', '**kwargs']
  interface Rest {
    greeting: string
    args: unknown[]
    kwargs: Record<string, unknown>
  }
  register.simpleTag('greet', { params }, (name: string, { greeting, args, kwargs }: Rest) =>
    [greeting, name, JSON.stringify(args), JSON.stringify(kwargs)].join(' '),
  )
  expect(rendered(register, '{% autoescape off %}{% greet "Ann" %}{% endautoescape %}')).toBe('hello Ann [] {}')
  expect(rendered(register, '{% autoescape off %}{% greet "Ann" "hi" 3 4 x=5 %}{% endautoescape %}')).toBe(
    'hi Ann [3,4] {"x":5}',
  )
  expect(
    rendered(register, '{% autoescape off %}{% greet greeting="hi" name=n %}{% endautoescape %}', { n: 'B' }),
  ).toBe('hi B [] {}')
})

test('a simple tag takes the context, and may put its result into a variable', () => {
  const register = new Library()
  register.simpleTag('whoami', { takesContext: true }, (context: Context) => context.get('user', 'nobody'))
  expect(rendered(register, '{% whoami %}', { user: '<Ann>' })).toBe('&lt;Ann&gt;')
  expect(rendered(register, '{% whoami as me %}[{{ me }}]')).toBe('[nobody]')
})

test.each([
  ['{% add 1 %}', "'add' did not receive value(s) for the argument(s): 'b'"],
  ['{% add 1 2 3 %}', "'add' received too many positional arguments"],
  ['{% add 1 c=3 %}', "'add' received unexpected keyword argument 'c'"],
  ['{% add a=1 a=2 %}', "'add' received multiple values for keyword argument 'a'"],
  ['{% add a=1 2 %}', "'add' received some positional argument(s) after some keyword argument(s)"],
  ['{% add 1 2 as %}', "'add' tag requires a variable name after 'as'"],
])('%s is refused in Django’s words', (source, message) => {
  const register = new Library()
  register.simpleTag('add', { params: ['a', 'b'] }, (a: number, b: number) => a + b)
  expect(() => rendered(register, source)).toThrow(message)
})

test('a simple tag that declares no parameters says how, where it is given some', () => {
  const register = new Library()
  register.simpleTag('bar', (n: number) => n)
  expect(() => rendered(register, '{% bar 1 %}')).toThrow(
    expect.objectContaining({
      message: "'bar' received too many positional arguments",
      hint: expect.stringContaining("{ params: ['first', 'second=1'] }"),
    }),
  )
})

test('a simple block tag gets what it encloses as safe text', () => {
  const register = new Library()
  register.simpleBlockTag('box', { params: ['title="Box"'] }, (content: SafeString, { title }: { title: string }) =>
    formatHtml('<div title="{}">{}</div>', title, content),
  )
  expect(rendered(register, '{% box title="A & B" %}<b>{{ x }}</b>{% endbox %}', { x: '<' })).toBe(
    '<div title="A & B"><b>&lt;</b></div>',
  )
})

test('an inclusion tag renders a template with what the function returns', () => {
  const register = new Library()
  register.inclusionTag('results.html', 'results', { params: ['poll'] }, (poll: { choices: string[] }) => ({
    choices: poll.choices,
  }))
  const templates = { 'results.html': '{% for choice in choices %}<li>{{ choice }}</li>{% endfor %}{{ poll }}' }
  const template = engineWith(register, templates).fromString('<ul>{% results poll %}</ul>')
  expect(template.render(new Context({ poll: { choices: ['a', '<b>'] } }))).toBe(
    '<ul><li>a</li><li>&lt;b&gt;</li></ul>',
  )
})
