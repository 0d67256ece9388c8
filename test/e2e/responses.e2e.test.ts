import { test, expect } from 'vitest'
import { startServer } from './harness/server.js'
import { project, views } from './harness/project.js'
test('using', async () => {
  const site = project({ 'views.ts': views(`export function index() { return new HttpResponse('hi') }`) })
  await using server = await startServer(site)
  const a = await server.get('/')
  console.log(a, server.processes(), server.output)
  expect(a.text).toBe('hi')
  console.log(await server.stop())
  console.log(server.output)
})
