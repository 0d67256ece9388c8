import { expect, test } from 'vitest'
import { type Project, project, views } from './harness/project.js'
import { type RunningServer, startServer } from './harness/server.js'

// On a machine that is busy with other tests the process may need longer to say what it holds.
const startPatient = (site: Project) => startServer(site, { env: { TINY_DJANGO_SNAPSHOT_MS: '10000' } })

const todos = (code = '', init = '{ list: [] as string[] }') =>
  views(`import { hotState } from 'tiny-django/hot'
const todos = hotState('todos', () => (${init}))
${code}
export function add(request: HttpRequest) {
  todos.list.push(request.GET.get('text') ?? '')
  return new HttpResponse(String(todos.list.length))
}
export const index = () => new HttpResponse(todos.list.join())
export const crash = () => process.exit(3)
`)

async function listOf(server: RunningServer): Promise<string> {
  const { status, text } = await server.get('/')
  return status === 200 ? text : `${status} ${text}`
}

test('what a view has put into a hot state is there after a save', async () => {
  const site = project({ 'views.ts': todos() })
  await using server = await startPatient(site)
  await server.get('/add/?text=milk')
  await server.get('/add/?text=bread')
  site.write('views.ts', todos('console.log(1)'))
  expect(await listOf(server)).toBe('milk,bread')
  await server.get('/add/?text=eggs')
  site.write('views.ts', todos('console.log(2)'))
  expect(await listOf(server)).toBe('milk,bread,eggs')
})

test('it is there after a build error, too, and after an error while the modules load', async () => {
  const site = project({ 'views.ts': todos() })
  await using server = await startPatient(site)
  await server.get('/add/?text=milk')
  site.write('views.ts', todos('this is no code'))
  expect(await listOf(server)).toMatch(/^500 /)
  site.write('views.ts', todos('throw new Error("not today")'))
  expect(await listOf(server)).toContain('not today')
  site.write('views.ts', todos())
  expect(await listOf(server)).toBe('milk')
})

test('a crash keeps what was there a moment before', async () => {
  const site = project({ 'views.ts': todos() })
  await using server = await startPatient(site)
  await server.get('/add/?text=milk')
  site.write('views.ts', todos('console.log(1)'))
  expect(await listOf(server)).toBe('milk')
  expect((await server.get('/crash/')).status).toBe(502)
  expect(await listOf(server)).toBe('milk')
})

test('it begins anew when its initialiser changes, which is said once', async () => {
  const site = project({ 'views.ts': todos() })
  await using server = await startPatient(site)
  await server.get('/add/?text=milk')
  site.write('views.ts', todos('', '{ list: [] as string[], done: 0 }'))
  expect(await listOf(server)).toBe('')
  await server.printed("hotState('todos') begins anew: its initialiser has changed.")
})

test('what cannot be kept is named with its path, and begins anew', async () => {
  const site = project({ 'views.ts': todos('', '{ list: [] as string[], by: new Map([["a", { done: () => 1 }]]) }') })
  await using server = await startPatient(site)
  await server.get('/add/?text=milk')
  await server.printed(
    `hotState('todos') cannot be kept, and begins anew with every reload: todos.by.get("a").done is a function.`,
  )
  site.write('views.ts', todos('console.log(1)', '{ list: [] as string[], by: new Map([["a", { done: () => 1 }]]) }'))
  expect(await listOf(server)).toBe('')
})

test('a hot state that only a view asks for is kept as well, also while nobody asks', async () => {
  const late = (text: string) =>
    views(`import { hotState } from 'tiny-django/hot'
export const count = () => new HttpResponse(String(++hotState('counter', () => ({ value: 0 })).value))
export const index = () => new HttpResponse('${text}')`)
  const site = project({ 'views.ts': late('1') })
  await using server = await startPatient(site)
  expect((await server.get('/count/')).text).toBe('1')
  for (const text of ['2', '3']) {
    site.write('views.ts', late(text))
    expect(await listOf(server)).toBe(text)
  }
  expect((await server.get('/count/')).text).toBe('2')
})

test('a project that awaits at its top level has hot states, too', async () => {
  const site = project({ 'views.ts': todos('await Promise.resolve()') })
  await using server = await startPatient(site)
  await server.get('/add/?text=milk')
  site.write('views.ts', todos('await Promise.resolve(1)'))
  expect(await listOf(server)).toBe('milk')
})
