import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { emptyFolder } from '../cli/helpers.js'
import { docsTypeErrors, importBundled } from '../docs-project.js'

// The code of the two pages about URLs is a project: blocks that begin with a file's name are its files, the others are
// run in it, and what a comment says an expression gives, it has to give.

const root = fileURLToPath(new URL('../..', import.meta.url))

describe.each(['docs/urls-for-django.md', 'docs/urls-for-typescript.md'])('%s', page => {
  const blocks = [...readFileSync(join(root, page), 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!)
  const files = blocks.filter(code => fileName.test(code))
  const examples = blocks.filter(code => !fileName.test(code))

  test('has files and examples', () => {
    expect(files.map(code => fileName.exec(code)![1])).toContain('urls.ts')
    expect(examples.length).toBeGreaterThan(1)
  })

  test('compiles', () => {
    const folder = emptyFolder()
    for (const code of files) write(join(folder, fileName.exec(code)![1]!), code)
    for (const [index, code] of examples.entries()) write(join(folder, `example-${index}.ts`), `${code}\nexport {}\n`)
    expect(docsTypeErrors(folder)).toEqual([])
  })

  test('says what its examples give', async () => {
    const folder = emptyFolder()
    for (const code of files) write(join(folder, fileName.exec(code)![1]!), code)
    for (const [index, code] of examples.entries()) write(join(folder, `example-${index}.ts`), observed(code))
    const main = join(folder, 'main.ts')
    write(main, program(examples.length))
    const { default: results } = await importBundled<{ default: unknown[][] }>(main)
    expect(results.length).toBeGreaterThan(3)
    for (const [expression, actual, expected] of results) expect([expression, actual]).toEqual([expression, expected])
  })
})

const fileName = /^\/\/ ([\w/]+\.ts)\n/

/** Each line with a value behind it becomes one that notes both. */
function observed(code: string): string {
  const lines = code.replace(/^(?!import|const)(.+?) \/\/ (.+)$/gm, (_, expression: string, value: string) => {
    return `results.push([${JSON.stringify(expression)}, ${expression}, ${value}])`
  })
  return `const results: unknown[][] = []\n${lines}\nexport default results\n`
}

// The project is the running one before an example is.
function program(examples: number): string {
  const imports = Array.from({ length: examples }, (_, index) => `import('./example-${index}')`)
  return `import { createApplication } from 'tiny-django'
    import * as urls from './urls'
    createApplication({ ...urls })
    export default (await Promise.all([${imports.join(', ')}])).flatMap(each => each.default)`
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
