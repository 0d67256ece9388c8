import { expect, test } from 'vitest'
import { project } from './harness/project.js'
import { startServer } from './harness/server.js'
import { version, versioned, versionOf } from './harness/versions.js'

// What a reload does; test/e2e/faults has what it survives.

test('a page that is open is told of a save that nobody asks for', async () => {
  const site = versioned()
  await using server = await startServer(site)
  const events = await server.events()
  const seen = new Set<string>()
  for (const number of [1, 2, 3]) {
    site.write('views.ts', version(number))
    seen.add(await events.next())
  }
  expect(seen.size).toBe(3)
  expect(await versionOf(server)).toBe(3)
})

test('what lies outside the folder is part of the project when it is imported', async () => {
  const shared = project({ 'greeting.ts': `export const greeting = 'hello'\n` })
  const site = project({
    'views.ts': `import { HttpResponse } from 'tiny-django/http'
import { greeting } from '${shared.path('greeting')}'
export const index = () => new HttpResponse(greeting)
`,
  })
  await using server = await startServer(site)
  expect((await server.get('/')).text).toBe('hello')
  shared.write('greeting.ts', `export const greeting = 'good morning'\n`)
  expect((await server.get('/')).text).toBe('good morning')
  const events = await server.events()
  shared.write('greeting.ts', `export const greeting = 'good night'\n`)
  await events.next()
  expect((await server.get('/')).text).toBe('good night')
})

test('nothing of an old version is left in the new: module state begins anew', async () => {
  const counting = (label: string) =>
    `import { HttpResponse } from 'tiny-django/http'\nlet count = 0\nexport const index = () => new HttpResponse(\`${label} \${++count}\`)\n`
  const site = project({ 'views.ts': counting('a') })
  await using server = await startServer(site)
  expect((await server.get('/')).text).toBe('a 1')
  expect((await server.get('/')).text).toBe('a 2')
  site.write('views.ts', counting('b'))
  expect((await server.get('/')).text).toBe('b 1')
})

test('with --noreload a save changes nothing', async () => {
  const site = versioned()
  await using server = await startServer(site, { args: ['--noreload'] })
  expect(await versionOf(server)).toBe(0)
  site.write('views.ts', version(1))
  expect(await versionOf(server)).toBe(0)
})
