import { describe, expect, test } from 'vitest'
import { project, views } from '../harness/project.js'
import { startServer } from '../harness/server.js'

// The end of the server, whatever its project does just then.

describe('the end of the server', () => {
  const looping = views(`
export const index = () => new HttpResponse('fine')
export function loop() {
  console.log('looping')
  for (;;) {}
}
`)

  test('killed by SIGKILL, it leaves no process', async () => {
    const site = project({ 'views.ts': looping })
    const server = await startServer(site)
    expect((await server.get('/')).text).toBe('fine')
    expect(await server.stop('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' })
  })

  test('nor when a view is in an endless loop just then', async () => {
    const site = project({ 'views.ts': looping })
    const server = await startServer(site)
    const answer = server.get('/loop/').catch((error: Error) => error.message)
    await server.waitForLine(/^looping$/)
    expect(await server.stop('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' })
    expect(await answer).toMatch(/ECONNRESET|socket hang up/)
  })

  test('Ctrl-C ends it although a view is in an endless loop', async () => {
    const site = project({ 'views.ts': looping })
    const server = await startServer(site, { env: { TINY_DJANGO_SHUTDOWN_MS: '100' } })
    const answer = server.get('/loop/').catch((error: Error) => error.message)
    await server.waitForLine(/^looping$/)
    expect(await server.stop('SIGINT')).toEqual({ code: 0, signal: null })
    await answer
  })
})
