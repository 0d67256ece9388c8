// What bin/tiny-django.js begins with, in one small file: the sooner the app process boots, the sooner it answers.
import { existsSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { dropEarlyApp, spawnEarly } from '../devserver/spawn.js'

const args = process.argv.slice(2)
const bin = 'bin/tiny-django.js'

main().catch((error: NodeJS.ErrnoException) => {
  const folderIsGone = error.syscall === 'uv_cwd'
  console.error(`tiny-django cannot start: ${folderIsGone ? 'the current folder no longer exists.' : error.stack}`)
  leave(1)
})

async function main(): Promise<void> {
  const installed = findInstalled()
  if (installed) return void (await import(pathToFileURL(installed).href))
  const isServer = args[0] === 'runserver' && !asksForHelp()
  if (isServer) spawnEarly()
  const { runProgram } = await import('../devserver/program.js')
  if (isServer) await startEsbuild()
  const { run } = runProgram<typeof import('./main.js')>(join(__dirname, 'main.cjs'), join(__dirname, '../cache'))
  const code = await run(args)
  if (isServer) dropEarlyApp()
  leave(code)
}

/** esbuild's process takes longest after the app's, so it begins before the program that will ask it is loaded. */
async function startEsbuild(): Promise<void> {
  if (startingPoints().some(hasBuild)) return
  const { loadEsbuild } = await import('../project/esbuild.js')
  loadEsbuild()
    .transform('')
    .catch(() => {})
}

/** Whether an earlier run has left its build: then the first answer needs no esbuild, else it waits for it. */
function hasBuild(folder: string): boolean {
  return existsSync(join(folder, '.tiny-django/cache/build.json'))
}

function asksForHelp(): boolean {
  return args.some(arg => arg === '-h' || arg === '--help' || arg === '--version')
}

/** Ends with `code` once everything printed has left: a pipe may still hold some of it. */
function leave(code: number): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)))
}

/**
 * The tiny-django that the project has installed, or `undefined` when there is none or this is it. It wins over the
 * one that npx fetched or that was installed globally: a project runs with the version it asked for.
 */
function findInstalled(): string | undefined {
  const self = realpathSync(join(__dirname, '../..', bin))
  for (const folder of startingPoints()) {
    const found = findUpwards(folder, join('node_modules/tiny-django', bin))
    if (found) return realpathSync(found) === self ? undefined : found
  }
  return undefined
}

/** The project's folder where the arguments name one, then the current one. */
function startingPoints(): string[] {
  const folder = args.slice(1).find(isFolder)
  return folder === undefined ? [process.cwd()] : [resolve(folder), process.cwd()]
}

function isFolder(arg: string): boolean {
  try {
    return !arg.startsWith('-') && statSync(arg).isDirectory()
  } catch {
    return false
  }
}

function findUpwards(folder: string, path: string): string | undefined {
  const candidate = join(folder, path)
  if (existsSync(candidate)) return candidate
  const parent = dirname(folder)
  return parent === folder ? undefined : findUpwards(parent, path)
}
