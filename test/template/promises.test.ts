import { afterEach, describe, expect, test } from 'vitest'
import { activateSettings, defineSettings } from '../../src/conf/settings.js'
import { HttpRequest } from '../../src/http/index.js'
import { render, renderAsync } from '../../src/shortcuts.js'
import {
  Context,
  type ContextProcessor,
  Engine,
  LocmemLoader,
  PromiseInTemplate,
  RequestContext,
  renderToString,
  renderToStringAsync,
} from '../../src/template/index.js'
import { TemplateResponse } from '../../src/template/response.js'

const engine = new Engine()
const request = new HttpRequest({ method: 'GET', target: '/', rawHeaders: [] })
// As queries are: nothing happens before somebody waits for them.
const query = Object.fromEntries([['then', (take: (value: string) => void) => take('later')]])

describe('a promise is refused by the name of its variable', () => {
  test.each([
    ['{{ late }}', 'late'],
    ['{{ late.name }}', 'late.name'],
    ['{{ user.late }}', 'user.late'],
    ['{{ user.load }}', 'user.load'],
    ['{{ load }}', 'load'],
    ['{{ query }}', 'query'],
    ['{{ late|default:"-" }}', 'late'],
    ['{{ "a"|default:late }}', 'late'],
    ['{% for x in late %}{{ x }}{% endfor %}', 'late'],
    ['{% if late %}yes{% endif %}', 'late'],
    ['{% if not late %}no{% endif %}', 'late'],
    ['{% if 1 == late %}yes{% endif %}', 'late'],
    ['{% with x=late %}{{ x }}{% endwith %}', 'late'],
    ['{% include late %}', 'late'],
    ['{% firstof none late %}', 'late'],
    ['{% ifchanged late %}{% endifchanged %}', 'late'],
  ])('%s', (source, variable) => {
    const values = {
      late: Promise.reject(new Error('nobody waits for this one')),
      user: { late: Promise.resolve(1), load: async () => 1 },
      load: async () => 1,
      query,
      none: null,
    }
    values.late.catch(() => {})
    const rendering = () => engine.fromString(source).render(new Context(values))
    expect(rendering).toThrow(PromiseInTemplate)
    expect(rendering).toThrow(
      `The template variable '${variable}' is a promise, which a template that is rendered synchronously cannot wait ` +
        'for: use "await renderAsync()", or await the value before it goes into the context.',
    )
  })

  test('and one that nobody asks for does no harm', () => {
    expect(engine.fromString('page').render(new Context({ late: Promise.resolve(1) }))).toBe('page')
  })
})

describe('renderAsync', () => {
  test('awaits the values of the context, in every layer', async () => {
    const context = new Context({ a: Promise.resolve('<a>'), none: Promise.resolve(), query })
    context.push({ b: Promise.resolve([1, 2]) })
    const template = engine.fromString('{{ a }} {{ none }} {{ query }} {% for x in b %}{{ x }}{% endfor %}')
    expect(await template.renderAsync(context)).toBe('&lt;a&gt; None later 12')
  })

  test('one level deep: what is in a value is refused as before', async () => {
    const context = new Context({ user: Promise.resolve({ late: Promise.resolve(1) }) })
    await expect(engine.fromString('{{ user.late }}').renderAsync(context)).rejects.toThrow("'user.late' is a promise")
  })

  test('throws what a promise is rejected with', async () => {
    const context = new Context({ a: Promise.reject(new Error('no a')), b: Promise.reject(new Error('no b')) })
    await expect(engine.fromString('{{ b }}').renderAsync(context)).rejects.toThrow('no a')
  })
})

describe('context processors', () => {
  async function user() {
    return { user: 'Ann', later: Promise.resolve('soon') }
  }

  function contextWith(processors: readonly ContextProcessor[], values: object = {}): RequestContext {
    return new RequestContext(request, values, { processors })
  }

  const template = engine.fromString('{{ user }} {{ later }} {{ plain }} {{ value }}')
  const plain = () => ({ plain: 'plain', value: 'of the processor' })

  test('an asynchronous one is refused by name', () => {
    expect(() => template.render(contextWith([plain, user]))).toThrow(
      'The context processor user is asynchronous, which a template that is rendered synchronously cannot wait for: ' +
        'use "await renderAsync()".',
    )
  })

  test('a promise among what one gives is refused like any other', () => {
    const later = () => ({ later: Promise.resolve('soon') })
    expect(() => template.render(contextWith([later]))).toThrow("The template variable 'later' is a promise")
  })

  test('renderAsync awaits them, and what they give; values of the context win', async () => {
    const context = contextWith([user, plain])
    context.push({ value: Promise.resolve('mine') })
    expect(await template.renderAsync(context)).toBe('Ann soon plain mine')
  })

  test('each is asked once', async () => {
    let calls = 0
    const counted = () => ({ user: ++calls })
    expect(await template.renderAsync(contextWith([counted, async () => ({})]))).toBe('1   ')
  })

  test('what one throws is thrown, asynchronous or not, and nothing else fails unseen', async () => {
    const failing = async () => {
      throw new Error('no user')
    }
    const broken = () => {
      throw new Error('broken')
    }
    await expect(template.renderAsync(contextWith([plain, failing]))).rejects.toThrow('no user')
    const context = contextWith([failing, broken])
    context.push({ value: Promise.resolve('never used') })
    await expect(template.renderAsync(context)).rejects.toThrow('broken')
  })

  test('one that gives no dictionary is refused, asynchronous or not', async () => {
    const nothing = (() => null) as unknown as ContextProcessor
    const nothingLater = (async () => 'text') as unknown as ContextProcessor
    expect(() => template.render(contextWith([nothing]))).toThrow(
      "Context processor nothing didn't return a dictionary.",
    )
    await expect(template.renderAsync(contextWith([nothingLater]))).rejects.toThrow(
      "Context processor nothingLater didn't return a dictionary.",
    )
  })
})

describe('with the engines of the settings', () => {
  const source = '{{ user }}-{{ value }}'

  function configure(...contextProcessors: readonly ContextProcessor[]): void {
    const OPTIONS = { loaders: [[LocmemLoader, { 'page.html': source }]], contextProcessors } as never
    activateSettings(defineSettings({ TEMPLATES: [{ OPTIONS }] }))
  }

  afterEach(() => {
    activateSettings(null)
  })

  const user = async () => ({ user: 'Ann' })

  test('render() refuses, renderAsync() waits', async () => {
    configure(user)
    expect(() => render(request, 'page.html')).toThrow('context processor user is asynchronous')
    const response = await renderAsync(request, 'page.html', { value: Promise.resolve(1) }, { status: 202 })
    expect([response.statusCode, response.text]).toEqual([202, 'Ann-1'])
  })

  test('renderToString() refuses, renderToStringAsync() waits', async () => {
    configure(user)
    expect(() => renderToString('page.html', { value: Promise.resolve(1) })).toThrow("'value' is a promise")
    expect(await renderToStringAsync('page.html', { value: Promise.resolve(1) }, request)).toBe('Ann-1')
  })

  test('a TemplateResponse is rendered at once when there is nothing to wait for, and later when there is', async () => {
    configure(() => ({ user: 'Bea' }))
    const ready = new TemplateResponse(request, 'page.html', { value: 1 })
    expect(ready.render()).toBe(ready)
    expect(ready.text).toBe('Bea-1')
    configure(user)
    const late = new TemplateResponse(request, 'page.html', { value: Promise.resolve(2) })
    const rendering = late.render()
    expect(rendering).toBeInstanceOf(Promise)
    expect(await rendering).toBe(late)
    expect(late.text).toBe('Ann-2')
  })

  test('a TemplateResponse is rejected with what its values are', async () => {
    configure()
    const response = new TemplateResponse(request, 'page.html', { value: Promise.reject(new Error('no value')) })
    await expect(response.render()).rejects.toThrow('no value')
    expect(response.isRendered).toBe(false)
  })
})
