import { build } from 'esbuild'
import { expect, test } from 'vitest'

async function inputsOf(entry: string): Promise<{ files: string[]; packages: string[] }> {
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    platform: 'neutral',
    format: 'esm',
    metafile: true,
    write: false,
    external: ['node:*'],
  })
  const packages = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path))
  return { files: Object.keys(metafile.inputs), packages }
}

test('tiny-django/template runs in a browser: nothing of Node, no packages, no signing', async () => {
  const { files, packages } = await inputsOf('src/template/index.ts')
  expect(packages).toEqual([])
  expect(files.filter(file => /src\/(signing|adapters|core|devserver|cli)\//.test(file))).toEqual([])
})
