import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import '../../src/adapters/node.js'
import {
  CachedLoader,
  Context,
  Engine,
  FilesystemLoader,
  Library,
  Loader,
  LocmemLoader,
  Origin,
  TemplateDoesNotExist,
  TemplateSyntaxError,
} from '../../src/template/index.js'

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tiny-django-templates-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

function caught(run: () => unknown): TemplateDoesNotExist {
  try {
    run()
  } catch (error) {
    if (error instanceof TemplateDoesNotExist) return error
  }
  throw new Error('nothing was thrown')
}

test('templates come from folders, the first that has one', () => {
  const [first, second] = [folderWith({ 'a.html': 'A1' }), folderWith({ 'a.html': 'A2', 'sub/b.html': 'B\r\n{{ x }}' })]
  const engine = new Engine({ dirs: [first, second] })
  expect(engine.renderToString('a.html')).toBe('A1')
  expect(engine.renderToString('sub/b.html', { x: 1 })).toBe('B\n1')
  expect(engine.getTemplate('a.html').origin.name).toBe(join(first, 'a.html'))
})

test('a missing template says what was tried', () => {
  const folder = folderWith({})
  const error = caught(() => new Engine({ dirs: [folder] }).getTemplate('none.html'))
  expect(error.message).toBe('none.html')
  expect(error.tried.map(([origin, status]) => [origin.name, status])).toEqual([
    [join(folder, 'none.html'), 'Source does not exist'],
  ])
})

test('a name never leads out of its folder', () => {
  const folder = folderWith({ 'inside/a.html': 'A', 'secret.html': 'secret' })
  const engine = new Engine({ dirs: [join(folder, 'inside')] })
  for (const name of ['../secret.html', `${folder}/secret.html`, 'x/../../secret.html', 'a\0.html']) {
    expect(() => engine.getTemplate(name)).toThrow(TemplateDoesNotExist)
  }
  expect(engine.renderToString('x/../a.html')).toBe('A')
})

test('files are read once, and again after reset()', () => {
  const folder = folderWith({ 'a.html': 'old' })
  const engine = new Engine({ dirs: [folder] })
  expect(engine.renderToString('a.html')).toBe('old')
  writeFileSync(join(folder, 'a.html'), 'new')
  expect(engine.renderToString('a.html')).toBe('old')
  engine.reset()
  expect(engine.renderToString('a.html')).toBe('new')
})

test('without the cached loader a change shows at once', () => {
  const folder = folderWith({ 'a.html': 'old' })
  const engine = new Engine({ loaders: [[FilesystemLoader, [folder]]] })
  expect(engine.renderToString('a.html')).toBe('old')
  writeFileSync(join(folder, 'a.html'), 'new')
  expect(engine.renderToString('a.html')).toBe('new')
})

test('of several names the first that exists is taken', () => {
  const engine = new Engine({ loaders: [[LocmemLoader, { b: 'B' }]] })
  expect(engine.renderToString(['a', 'b'])).toBe('B')
  expect(caught(() => engine.selectTemplate(['x', 'y', 'x'])).message).toBe('x, y')
  expect(caught(() => engine.selectTemplate([])).message).toBe('No template names provided')
})

test('a template extends its namesake of the next folder', () => {
  const engine = new Engine({
    loaders: [
      [LocmemLoader, { 'a.html': '{% extends "a.html" %}{% block x %}1{{ block.super }}{% endblock %}' }],
      [LocmemLoader, { 'a.html': '{% extends "a.html" %}{% block x %}2{{ block.super }}{% endblock %}' }],
      [LocmemLoader, { 'a.html': '[{% block x %}3{% endblock %}]' }],
    ],
  })
  expect(engine.renderToString('a.html')).toBe('[123]')
})

test('a template that extends itself for ever is refused', () => {
  const engine = new Engine({ loaders: [[CachedLoader, [[LocmemLoader, { 'a.html': '{% extends "a.html" %}' }]]]] })
  expect(() => engine.renderToString('a.html')).toThrow(TemplateDoesNotExist)
})

test('a loader of one’s own', () => {
  class ShoutingLoader extends Loader {
    *getTemplateSources(templateName: string) {
      yield new Origin(`shout:${templateName}`, templateName, this)
    }
    getContents(origin: Origin): string {
      if (origin.templateName === 'none') throw new TemplateDoesNotExist(origin.name)
      return `${origin.templateName!.toUpperCase()} {{ x }}`
    }
  }
  const engine = new Engine({ loaders: [ShoutingLoader] })
  expect(engine.renderToString('hello', { x: 1 })).toBe('HELLO 1')
  expect(() => engine.getTemplate('none')).toThrow(TemplateDoesNotExist)
})

test('libraries are loaded by name', () => {
  const strings = new Library()
  strings.filter('shout', (value: string) => `${value}!`)
  const engine = new Engine({ libraries: { strings } })
  expect(engine.fromString('{% load strings %}{{ "a"|shout }}').render(new Context())).toBe('a!')
  expect(() => engine.fromString('{% load nothing %}')).toThrow(
    "'nothing' is not a registered tag library. Must be one of:\nstrings",
  )
})

test('with debug, an error says where it comes from', () => {
  const engine = new Engine({ debug: true, loaders: [[LocmemLoader, { 'a.html': 'one\ntwo {% if %}' }]] })
  try {
    engine.getTemplate('a.html')
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(TemplateSyntaxError)
    expect(error).toMatchObject({
      templateDebug: { name: 'a.html', line: 2, before: 'two ', during: '{% if %}', after: '' },
    })
  }
})

test('a part of a template is a template', () => {
  const source = 'A{% partialdef item %}<li>{{ x }}</li>{% endpartialdef %}B{% partial item %}'
  const engine = new Engine({ loaders: [[LocmemLoader, { 'list.html': source }]] })
  expect(engine.renderToString('list.html', { x: 1 })).toBe('AB<li>1</li>')
  expect(engine.renderToString('list.html#item', { x: 2 })).toBe('<li>2</li>')
  expect(() => engine.getTemplate('list.html#none')).toThrow(TemplateDoesNotExist)
})
