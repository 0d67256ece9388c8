import { expect, test } from 'vitest'
import type { Client } from '../../src/test/client.js'
import { DocsProject } from '../docs-project.js'

test('every block is a file', () => {
  const { page, files } = new DocsProject('requests.md')
  expect(files.length).toBe((page.split('```').length - 1) / 2)
})

test('compiles', () => {
  expect(new DocsProject('requests.md').typeErrors()).toEqual([])
})

test('keeps notes and files, and shows them', async () => {
  const project = new DocsProject('requests.md')
  const { client } = await project.run<{ client: Client }>(
    `import 'tiny-django/node'
     import { Client } from 'tiny-django/test'
     import { defineSettings } from 'tiny-django/conf'
     import * as urls from './urls'
     import settings from './settings'
     const TEMPLATES = [{ DIRS: ['${project.folder}/templates'] }]
     const app = { ...urls, settings: defineSettings({ MIDDLEWARE: settings.MIDDLEWARE, TEMPLATES }) }
     export const client = new Client({ app, raiseRequestException: false })`,
  )
  const json = { contentType: 'application/json' }
  const saved = await client.post('/api/notes/', { title: 'Buy tea' }, json)
  expect([saved.statusCode, saved.json(), saved.headers.get('X-Count')]).toEqual([
    201,
    { id: 1, title: 'Buy tea' },
    '1',
  ])
  expect((await client.post('/api/notes/', 'no JSON', json)).statusCode).toBe(400)
  expect((await client.get('/api/notes/')).json()).toEqual({ notes: [{ id: 1, title: 'Buy tea' }] })
  expect((await client.get('/api/notes/1/')).json()).toEqual({ id: 1, title: 'Buy tea' })
  expect((await client.get('/api/notes/2/')).statusCode).toBe(404)
  expect((await client.delete('/api/notes/')).statusCode).toBe(405)
  expect((await client.get('/', { q: 'tea' })).text).toContain('<p>Buy tea</p>')
  expect((await client.get('/', { q: 'coffee' })).text).toContain('<p>No notes.</p>')
  expect((await client.post('/files/')).statusCode).toBe(400)
  const sent = await client.post('/files/', { file: new File(['hello'], 'hello.txt') }, { follow: true })
  expect(sent.headers.get('Content-Disposition')).toBe('attachment; filename="hello.txt"')
  expect(new TextDecoder().decode(await sent.read())).toBe('hello')
})
