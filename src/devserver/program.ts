import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import vm from 'node:vm'

type Program = (
  exports: object,
  require: NodeJS.Require,
  module: object,
  filename: string,
  dirname: string,
  importFromHere: (specifier: string) => Promise<unknown>,
) => void

/**
 * Runs one of the programs in dist/ (scripts/build.js writes each as one function expression) and gives its exports. As
 * `require` does, but V8's compiled code is kept in `cacheFolder`: starting is most of what the dev server is measured by.
 */
export function runProgram<Exports extends object>(file: string, cacheFolder: string): Exports {
  const cache = cacheFile(file, cacheFolder)
  const cachedData = read(cache)
  const script = new vm.Script(readFileSync(file, 'latin1'), { filename: file, cachedData }) // it is all ASCII
  if (!cachedData || script.cachedDataRejected) setTimeout(keep, keepAfterMs, script, cache).unref()
  const program = { exports: {} }
  const run = script.runInThisContext() as Program
  // A script of node:vm may not use `import()` itself.
  run(program.exports, createRequire(file), program, file, dirname(file), specifier => import(specifier))
  return program.exports as Exports
}

/** By then the functions that a start needs have run, so that the cache has them. */
const keepAfterMs = 1000

function cacheFile(file: string, folder: string): string {
  const flags = process.execArgv.filter(flag => flag.startsWith('--max-old-space-size')).join('') // V8 compares them
  return join(folder, `${basename(dirname(file))}-${process.version}-${process.arch}${flags}.bin`)
}

function read(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

// Where the package cannot be written to, every start takes some milliseconds longer.
function keep(script: vm.Script, cache: string): void {
  try {
    mkdirSync(dirname(cache), { recursive: true })
    writeFileSync(`${cache}.${process.pid}`, script.createCachedData())
    renameSync(`${cache}.${process.pid}`, cache)
  } catch {}
}
