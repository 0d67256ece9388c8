'use strict'

const { existsSync, realpathSync, statSync } = require('node:fs')
const { dirname, join, resolve } = require('node:path')
const { pathToFileURL } = require('node:url')
const { runProgram } = require('./program.js')

const args = process.argv.slice(2)

main().catch(error => {
  const folderIsGone = error.syscall === 'uv_cwd'
  console.error(`tiny-django cannot start: ${folderIsGone ? 'the current folder no longer exists.' : error.stack}`)
  leave(1)
})

async function main() {
  const installed = findInstalled()
  if (installed) return import(pathToFileURL(installed))
  const early = args[0] === 'runserver' && !asksForHelp() ? spawnEarly() : null
  const { run } = runProgram(join(__dirname, '../dist/cli/main.cjs'))
  const code = await run(args)
  early?.dropEarlyApp()
  leave(code)
}

/** Booting the app process takes longest, so it begins before anything else is even loaded. */
function spawnEarly() {
  const early = require('../dist/devserver/spawn.cjs')
  early.spawnEarly()
  if (!startingPoints().some(hasBuild))
    require('esbuild')
      .transform('')
      .catch(() => {})
  return early
}

/** Whether an earlier run has left its build: then the first answer needs no esbuild, else it waits for it. */
function hasBuild(folder) {
  return existsSync(join(folder, '.tiny-django/cache/build.json'))
}

function asksForHelp() {
  return args.some(arg => arg === '-h' || arg === '--help' || arg === '--version')
}

/** Ends with `code` once everything printed has left: a pipe may still hold some of it. */
function leave(code) {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)))
}

/**
 * The tiny-django that the project has installed, or `undefined` when there is none or this is it. It wins over the
 * one that npx fetched or that was installed globally: a project runs with the version it asked for.
 */
function findInstalled() {
  const self = realpathSync(__filename)
  for (const folder of startingPoints()) {
    const found = findUpwards(folder, 'node_modules/tiny-django/bin/tiny-django.js')
    if (found) return dirname(realpathSync(found)) === dirname(self) ? undefined : found
  }
  return undefined
}

/** The project's folder where the arguments name one, then the current one. */
function startingPoints() {
  const folder = args.slice(1).find(isFolder)
  return folder === undefined ? [process.cwd()] : [resolve(folder), process.cwd()]
}

function isFolder(arg) {
  try {
    return !arg.startsWith('-') && statSync(arg).isDirectory()
  } catch {
    return false
  }
}

function findUpwards(folder, path) {
  const candidate = join(folder, path)
  if (existsSync(candidate)) return candidate
  const parent = dirname(folder)
  return parent === folder ? undefined : findUpwards(parent, path)
}
