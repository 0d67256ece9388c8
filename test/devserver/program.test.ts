import { execFileSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { expect, test } from 'vitest'
import { temporaryFolder } from './folder.js'

const program = `(function (exports) {
  exports.main = { trace: () => new Error('here').stack }
})`

/** Says where the program believes to be, and stays until that is kept for the next start. */
const run = `
import { existsSync, readdirSync } from 'node:fs'
import { runProgram } from './run-program.mjs'
const [, , place] = process.argv
console.log(runProgram(place + '/app/main.cjs', place + '/cache').trace())
const isKept = () => existsSync(place + '/cache') && readdirSync(place + '/cache').some(name => name.endsWith('.bin'))
const waiting = setInterval(() => isKept() && clearInterval(waiting), 10)
`

// Each start is a process of its own: V8 has what it compiled in memory as well.
test('a program that was moved or copied with what was kept of it shows the paths of its new place', () => {
  const folder = temporaryFolder({ 'first/app/main.cjs': program, 'run.mjs': run })
  const entryPoints = [fileURLToPath(new URL('../../src/devserver/program.ts', import.meta.url))]
  buildSync({ entryPoints, bundle: true, platform: 'node', format: 'esm', outfile: folder.file('run-program.mjs') })
  const traceOf = (place: string) =>
    execFileSync(process.execPath, [folder.file('run.mjs'), folder.file(place)], { encoding: 'utf8' })
  expect(traceOf('first')).toContain(folder.file('first/app/main.cjs'))
  cpSync(folder.file('first'), folder.file('second'), { recursive: true })
  expect(traceOf('second')).toContain(folder.file('second/app/main.cjs'))
  expect(traceOf('first')).toContain(folder.file('first/app/main.cjs'))
})
