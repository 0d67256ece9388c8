import { describe, expect, test } from 'vitest'
import { project, views } from '../harness/project.js'
import { startServer } from '../harness/server.js'

describe('modules that do not end', () => {
  test('a loop while they are loaded', async () => {
    const site = project({ 'views.ts': views(`export const index = () => new HttpResponse('fine')`) })
    await using server = await startServer(site, {
      env: { TINY_DJANGO_LOAD_MS: '2000', TINY_DJANGO_SAMPLE_MS: '5000' },
    })
    expect((await server.get('/')).text).toBe('fine')
    site.write('views.ts', views(`for (;;) {}\nexport const index = () => new HttpResponse('fine')`))
    const answer = await server.get('/')
    expect(answer.status).toBe(500)
    expect(answer.text).toContain('The project’s modules were not loaded within 2 s: one of them loops.')
    expect(answer.text).toContain(`${site.path('views.ts')}:2:`)
    await server.printed(`(${site.path('views.ts')}:2:`)
    site.write('views.ts', views(`export const index = () => new HttpResponse('mended')`))
    expect((await server.get('/')).text).toBe('mended')
  })

  test('process.exit() while they are loaded', async () => {
    const site = project({
      'views.ts': views(`\nprocess.exit(1)\nexport const index = () => new HttpResponse('fine')`),
    })
    await using server = await startServer(site)
    const answer = await server.get('/')
    expect(answer.status).toBe(500)
    expect(answer.text).toContain('process.exit(1) was called.')
    expect(answer.text).toContain(`${site.path('views.ts')}:3:9`)
  })

  test('top-level await is served, also when it takes its time', async () => {
    const site = project({
      'views.ts': views(`
const greeting = await new Promise<string>(resolve => setTimeout(() => resolve('awaited'), 50))
export const index = () => new HttpResponse(greeting)
`),
    })
    await using server = await startServer(site)
    expect((await server.get('/')).text).toBe('awaited')
  })

  test('top-level await of what never comes', async () => {
    const site = project({
      'views.ts': views(`\nawait new Promise(() => {})\nexport const index = () => new HttpResponse('fine')`),
    })
    await using server = await startServer(site, { env: { TINY_DJANGO_LOAD_MS: '2000' } })
    const answer = await server.get('/')
    expect(answer.status).toBe(500)
    expect(answer.text).toContain('one of them loops, or awaits at its top level what never comes (views.ts).')
  })
})
