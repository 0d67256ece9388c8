import { mkdirSync, symlinkSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { project, temporaryFolder, views } from './harness/project.js'
import { startServer } from './harness/server.js'

// What a module may import besides modules of the project, and that all of it is watched as they are.

describe('a file that is imported', () => {
  const kinds: [kind: string, file: string, first: string, second: string][] = [
    ['as data', 'data.json', '{ "word": "first" }', '{ "word": "second" }'],
    ['as data that is no object', 'data.json', '"first"', 'null'],
    ['as text, .html', 'page.html', '<b>first</b>', '<b>second</b>'],
    ['as text, .svg', 'sign.svg', '<svg>first</svg>', '<svg>second</svg>'],
    ['as text, .css', 'look.css', '.first {}', '.second {}'],
    ['as text, .txt', 'note.txt', 'first', 'second'],
  ]

  test.each(kinds)('%s, and its changes', async (_, file, first, second) => {
    const site = project({
      'views.ts': `import content from './${file}'\n${views('export const index = () => new JsonResponse([content], { safe: false })')}`,
      [file]: first,
    })
    await using server = await startServer(site)
    const content = (text: string) => [file.endsWith('.json') ? JSON.parse(text) : text]
    expect(JSON.parse((await server.get('/')).text)).toEqual(content(first))
    site.write(file, second)
    expect(JSON.parse((await server.get('/')).text)).toEqual(content(second))
  })

  test('with JSX in it', async () => {
    const page = (word: string) => `
      type Child = string
      const tag = (name: string, _: unknown, ...children: Child[]) => \`<\${name}>\${children.join('')}</\${name}>\`
      /** @jsx tag */
      export const page = <p>${word}</p> as unknown as string
    `
    const site = project({
      'page.tsx': page('first'),
      'views.ts': `import { page } from './page'\n${views('export const index = () => new HttpResponse(page)')}`,
    })
    await using server = await startServer(site)
    expect((await server.get('/')).text).toBe('<p>first</p>')
    site.write('page.tsx', page('second'))
    expect((await server.get('/')).text).toBe('<p>second</p>')
  })

  test('from outside of the project, by a path and as a package of the same workspace', async () => {
    const workspace = project({
      'shared/words.ts': `export const word = 'first'`,
      'packages/greeting/package.json': '{ "name": "greeting", "type": "module", "exports": "./index.ts" }',
      'packages/greeting/index.ts': `export const greeting: string = 'Hello'`,
      'site/views.ts': `import { greeting } from 'greeting'\nimport { word } from '../shared/words'\n${views(
        `export const index = () => new HttpResponse(greeting + ', ' + word)`,
      )}`,
    })
    mkdirSync(workspace.path('site', 'node_modules'))
    symlinkSync('../../packages/greeting', workspace.path('site', 'node_modules', 'greeting'))
    await using server = await startServer(workspace.path('site'))
    expect((await server.get('/')).text).toBe('Hello, first')
    workspace.write('shared/words.ts', `export const word = 'second'`)
    expect((await server.get('/')).text).toBe('Hello, second')
    workspace.write('packages/greeting/index.ts', `export const greeting: string = 'Good day'`)
    expect((await server.get('/')).text).toBe('Good day, second')
  })
})

test('of a folder that is a link, what is in it is watched', async () => {
  const elsewhere = temporaryFolder()
  const site = project({
    'views.ts': `import { word } from './linked/words'\n${views('export const index = () => new HttpResponse(word)')}`,
  })
  symlinkSync(elsewhere, site.path('linked'))
  site.write('linked/words.ts', `export const word = 'first'`)
  await using server = await startServer(site)
  expect((await server.get('/')).text).toBe('first')
  site.write('linked/words.ts', `export const word = 'second'`)
  expect((await server.get('/')).text).toBe('second')
})
