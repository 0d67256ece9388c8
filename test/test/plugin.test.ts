import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { tinyDjango } from '../../src/test/plugin.js'
import { temporaryFolder } from '../devserver/folder.js'

const { transform } = tinyDjango()

const decorated = `
const seen: string[] = []
const note = <M>(method: M, { name }: ClassMethodDecoratorContext): M => { seen.push(String(name)); return method }
class Page {
  @note get(): number { return 1 }
}
export const result = [new Page().get(), ...seen]
`

describe('the plugin for Vitest', () => {
  test('compiles decorators, and says where everything was', async () => {
    const compiled = await transform(decorated, '/project/views.ts?v=1')
    const { result } = await import(`data:text/javascript,${encodeURIComponent(compiled!.code)}`)
    expect(result).toEqual([1, 'get'])
    expect(JSON.parse(compiled!.map).sources).toEqual(['/project/views.ts'])
  })

  test('reads .env, in front of which the environment goes', () => {
    const { path } = temporaryFolder({ '.env': 'SECRET_KEY=of-the-file\nPATH=of-the-file' })
    const { env } = tinyDjango().config({ root: path }).test
    expect(env).toEqual({ SECRET_KEY: 'of-the-file' })
    expect(tinyDjango().config({ root: join(path, 'nowhere') }).test.env).toEqual({})
  })

  test.each([
    ['without decorators', 'export const a: number = 1', '/project/views.ts'],
    ['with an address in it', `export const mail = 'ann@example.com'`, '/project/views.ts'],
    ['that is not TypeScript', decorated, '/project/page.js'],
    ['of a package', decorated, '/project/node_modules/some/views.ts'],
  ])('leaves a file alone %s', async (_what, code, id) => {
    expect(await transform(code, id)).toBeNull()
  })
})
