import { expect, test } from 'vitest'
import { moduleName, nameView, registerModule, viewName } from '../../src/urls/names.js'
import { named } from './views.js'

test('a view goes by its own name until its module is known', () => {
  const article = named('article')
  expect(viewName(article)).toBe('article')
  registerModule('blog.views', { article })
  expect(viewName(article)).toBe('blog.views.article')
})

test('a function keeps the first name it was given', () => {
  const article = named('article')
  registerModule('blog.views', { article })
  registerModule('site.views', { renamed: article })
  expect(viewName(article)).toBe('blog.views.article')
})

test('a decorated view goes by what it wraps, unless it has a name of its own', () => {
  const inner = named('article')
  nameView(inner, 'blog.views.article')
  const outer = Object.assign(named('article'), { wrapped: inner })
  expect(viewName(outer)).toBe('blog.views.article')
  nameView(outer, 'blog.views.cached')
  expect(viewName(outer)).toBe('blog.views.cached')
})

test('a class-based view goes by its class', () => {
  class Page {}
  registerModule('blog.views', { Page })
  expect(viewName(Object.assign(named('view'), { viewClass: Page }))).toBe('blog.views.Page')
})

test('a function without a name is called anonymous', () => {
  expect(viewName(named(''))).toBe('<anonymous>')
})

test('a module knows its name', () => {
  const module = { urlpatterns: [] }
  expect(moduleName(module)).toBeUndefined()
  registerModule('blog.urls', module)
  expect(moduleName(module)).toBe('blog.urls')
})
