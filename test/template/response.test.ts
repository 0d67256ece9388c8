import { afterEach, beforeEach, expect, test } from 'vitest'
import { activateSettings, defineSettings } from '../../src/conf/settings.js'
import { HttpRequest } from '../../src/http/index.js'
import { render, renderAsync } from '../../src/shortcuts.js'
import {
  Engine,
  getTemplate,
  LocmemLoader,
  renderToString,
  selectTemplate,
  Template,
  TemplateDoesNotExist,
} from '../../src/template/index.js'
import { ContentNotRenderedError, SimpleTemplateResponse, TemplateResponse } from '../../src/template/response.js'

const templates = {
  'hello.html': 'Hello {{ name }}!',
  'rows.html': '{{ user }}{% for row in rows %}<i>{{ row }}</i>{% endfor %}',
  'user.html': '{{ user }} {{ request.path }}',
}

beforeEach(() => {
  const contextProcessors = [(request: HttpRequest) => ({ request, user: 'Ann' })]
  activateSettings(
    defineSettings({
      TEMPLATES: [
        { OPTIONS: { loaders: [[LocmemLoader, templates]], contextProcessors } },
        { NAME: 'other', OPTIONS: { loaders: [[LocmemLoader, { 'only.html': 'only here' }]] } },
      ],
    }),
  )
})

afterEach(() => {
  activateSettings(null)
})

const request = new HttpRequest({ method: 'GET', target: '/page/', rawHeaders: [] })

test('render() gives a response with the page', () => {
  const response = render(request, 'hello.html', { name: '<Ann>' }, { status: 201, headers: { 'X-A': '1' } })
  expect([response.statusCode, response.headers.get('X-A'), response.text]).toEqual([201, '1', 'Hello &lt;Ann&gt;!'])
  expect(response.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
})

test('render() has the context processors, and the values given to it win', () => {
  expect(render(request, 'user.html').text).toBe('Ann /page/')
  expect(render(request, 'user.html', { user: 'Bea' }).text).toBe('Bea /page/')
})

test('render() refuses a promise by name, renderAsync() waits for it', async () => {
  const context = () => ({ name: Promise.resolve('Ann') })
  expect(() => render(request, 'hello.html', context())).toThrow(
    'The template variable \'name\' is a promise, which a template that is rendered synchronously cannot wait for: use "await renderAsync()"',
  )
  expect((await renderAsync(request, 'hello.html', context())).text).toBe('Hello Ann!')
})

test('templates are found in all engines, or in the one that is named', () => {
  expect(getTemplate('only.html').name).toBe('only.html')
  expect(renderToString('only.html', null, null, { using: 'other' })).toBe('only here')
  expect(() => getTemplate('only.html', { using: 'django' })).toThrow(TemplateDoesNotExist)
  expect(selectTemplate(['none.html', 'hello.html']).name).toBe('hello.html')
  expect(() => getTemplate('hello.html', { using: 'nobody' })).toThrow("Could not find config for 'nobody'")
})

test('a template that is made without an engine has the first one of the settings', () => {
  expect(new Template('{{ "a"|upper }}').engine).toBe(Engine.getDefault())
})

test('a TemplateResponse is rendered once, with what it holds by then', () => {
  const response = new TemplateResponse(request, 'hello.html', { name: 'Ann' })
  expect(response.isRendered).toBe(false)
  expect(() => response.content).toThrow(ContentNotRenderedError)
  response.contextData = { name: 'Bea' }
  expect(response.render()).toBe(response)
  expect(response.text).toBe('Hello Bea!')
  response.contextData = { name: 'Cid' }
  response.render()
  expect(response.text).toBe('Hello Bea!')
})

test('a TemplateResponse waits for what is not there yet', async () => {
  const response = new TemplateResponse(request, 'hello.html', { name: Promise.resolve('Ann') })
  const rendered = response.render()
  expect(rendered).toBeInstanceOf(Promise)
  expect((await rendered).text).toBe('Hello Ann!')
})

test('callbacks run once the response is rendered, and may replace it', () => {
  const other = new SimpleTemplateResponse('hello.html', { name: 'other' })
  const seen: string[] = []
  const response = new SimpleTemplateResponse('hello.html', { name: 'Ann' })
  response.addPostRenderCallback(({ text }) => void seen.push(text))
  response.addPostRenderCallback(() => other)
  expect(response.render()).toBe(other)
  expect(seen).toEqual(['Hello Ann!'])
})
