import { describe, expect, test } from 'vitest'
import { isRunning } from '../harness/processes.js'
import { project, views } from '../harness/project.js'
import { startServer } from '../harness/server.js'

// Memory that runs out.

describe('memory', () => {
  test.each([
    ['numbers', 'heap.push(1)', {}],
    ['objects', 'heap.push({ length: heap.length })', {}],
    ['buffers, which are not in the heap', 'buffers.push(Buffer.alloc(1024 * 1024, 1))', {}],
  ])('running out of it by %s: the page says memory and names the line', async (_, statement) => {
    const site = project({
      'views.ts': views(`
export const index = () => new HttpResponse('fine')

export function eat() {
  const heap: unknown[] = []
  const buffers: Buffer[] = []
  for (;;) {
    ${statement}
  }
}
`),
    })
    await using server = await startServer(site, { env: { TINY_DJANGO_MEMORY_LIMIT_MB: '400' } })
    const front = server.pid
    const answer = await server.get('/eat/')
    expect(answer.status).toBe(502)
    expect(answer.text).toContain('The project’s memory ran out: its process may use 400 MB.')
    expect(answer.text).toMatch(new RegExp(`${site.path('views.ts')}:[89]:\\d+ in eat`))
    expect(answer.text).toContain('View:    views.eat\nRoute:   eat/\n')
    expect(await server.waitForLine(/^Out of memory/)).toContain('more than 400 MB (GET /eat/)')
    expect((await server.get('/')).text).toBe('fine')
    expect(isRunning(front)).toBe(true)
  })
})
