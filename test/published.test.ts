import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

// What npm would publish, seen by the two tools that know how everybody imports a package.

const run = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tiny-django-published-'))
let tarball = ''

beforeAll(async () => {
  const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]
  const { stdout } = await run('npm', args, { cwd: root })
  tarball = join(folder, stdout.trim())
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('publint has nothing to say', async () => {
  const { publint } = await import('publint')
  const { messages } = await publint({ pack: { tarball: await tarballBytes() } })
  expect(messages.filter(({ type }) => type !== 'suggestion')).toEqual([])
})

test('the types of every public path are right for whoever imports ES modules', async () => {
  const { code, stdout } = await attw(['--profile', 'esm-only', '--format', 'ascii', '--no-color', tarball])
  expect({ code, stdout: code === 0 ? '' : stdout }).toEqual({ code: 0, stdout: '' })
})

async function tarballBytes(): Promise<ArrayBuffer> {
  const { readFile } = await import('node:fs/promises')
  const { buffer, byteOffset, byteLength } = await readFile(tarball)
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer
}

async function attw(args: readonly string[]): Promise<{ code: number; stdout: string }> {
  const manifest = createRequire(import.meta.url).resolve('@arethetypeswrong/cli/package.json')
  const program = join(dirname(manifest), 'dist', 'index.js')
  try {
    const { stdout } = await run(process.execPath, [program, ...args], { maxBuffer: 10_000_000 })
    return { code: 0, stdout }
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string }
    return { code, stdout }
  }
}
