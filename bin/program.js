'use strict'

const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { basename, dirname, join } = require('node:path')
const vm = require('node:vm')

/**
 * Runs one of the programs in dist/ (a CommonJS file) and gives its exports. As `require` does, but V8's compiled code
 * is kept beside the programs: starting is most of what the dev server is measured by.
 */
exports.runProgram = function runProgram(file) {
  const program = { exports: {} }
  const cache = cacheFile(file)
  const cachedData = read(cache)
  const script = new vm.Script(wrap(readFileSync(file, 'utf8')), { filename: file, cachedData })
  if (!cachedData || script.cachedDataRejected) setTimeout(keep, keepAfterMs, script, cache).unref()
  const importFromHere = specifier => import(specifier)
  const run = script.runInThisContext()
  run(program.exports, createRequire(file), program, file, dirname(file), importFromHere)
  return program.exports
}

/** By then the functions that a start needs have run, so that the cache has them. */
const keepAfterMs = 1000

// A script of node:vm may not use `import()` itself.
function wrap(source) {
  const code = source.replace(/\bimport\("/g, '__import("')
  return `(function (exports, require, module, __filename, __dirname, __import) {${code}\n})`
}

function cacheFile(file) {
  const flags = process.execArgv.filter(flag => flag.startsWith('--max-old-space-size')).join('') // V8 compares them
  const name = `${basename(dirname(file))}-${process.version}-${process.arch}${flags}.bin`
  return join(dirname(__dirname), 'dist', 'cache', name)
}

function read(file) {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

// Where the package cannot be written to, every start takes some milliseconds longer.
function keep(script, cache) {
  try {
    mkdirSync(dirname(cache), { recursive: true })
    writeFileSync(`${cache}.${process.pid}`, script.createCachedData())
    renameSync(`${cache}.${process.pid}`, cache)
  } catch {}
}

if (require.main === module) exports.runProgram(process.argv[2])
