// Runs the fault suite with all of its repetitions and prints the figures it gives. The first argument may name a part of it.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tiny-django-soak-'))
const file = join(folder, 'figures.jsonl')
writeFileSync(file, '')

const [part = ''] = process.argv.slice(2)
const vitest = fileURLToPath(new URL('vitest.mjs', import.meta.resolve('vitest/package.json')))
const { status } = spawnSync(process.execPath, [vitest, 'run', `test/e2e/faults/${part}`, '--testTimeout=1800000'], {
  cwd: root,
  env: { ...process.env, TINY_DJANGO_SOAK: file },
  stdio: 'inherit',
})

const figures = readFileSync(file, 'utf8')
  .split('\n')
  .filter(line => line !== '')
  .map(line => JSON.parse(line))
rmSync(folder, { recursive: true })
const width = Math.max(0, ...figures.map(([name]) => name.length))
for (const [name, value] of figures) console.log(`${name.padEnd(width)}  ${value}`)
process.exitCode = status ?? 1
