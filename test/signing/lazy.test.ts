import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

// Loading node:crypto and node:zlib takes milliseconds, and most programs sign nothing before their first answer.
test('neither node:crypto nor node:zlib is loaded before something is signed', async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import * as http from './src/http/index.ts'
        import * as signing from './src/signing/index.ts'
        const loaded = () => ['NativeModule crypto', 'NativeModule zlib'].filter(name => process.moduleLoadList.includes(name))
        const before = loaded()
        new signing.Signer({ key: 'k' }).sign('x')
        console.log(JSON.stringify([before, loaded(), typeof http.HttpRequest]))
      `,
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
  })
  const printed = execFileSync(process.execPath, ['--input-type=module'], { input: outputFiles[0]!.text }).toString()
  expect(JSON.parse(printed)).toEqual([[], ['NativeModule crypto'], 'function'])
})
