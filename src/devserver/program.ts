import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import vm from 'node:vm'

const { setTimeout: later } = globalThis // before a project can put another in its place

/** What a part of a program exports (scripts/programs.js). */
interface Part {
  /** Its modules by their path in the sources; each is evaluated when it is asked for. */
  readonly modules: Readonly<Record<string, () => object>>
  /** The exports of the module that the program begins with, in its first part. */
  readonly main?: object
}

type RunPart = (
  exports: object,
  require: NodeJS.Require,
  module: { exports: object },
  filename: string,
  dirname: string,
  importFromHere: (specifier: string) => Promise<unknown>,
  moduleOf: (part: number, path: string) => object,
) => void

/**
 * Runs one of the programs in dist/ and gives the exports of its main module. As `require` does, but V8's compiled code
 * is kept in `cacheFolder`, and parts that a start does not need are loaded when they are: starting is most of what the
 * dev server is measured by.
 */
export function runProgram<Exports extends object>(file: string, cacheFolder: string): Exports {
  const loaded: { exports: object }[] = []
  const load = (part: number) => {
    const partFile = part === 0 ? file : file.replace(/\.cjs$/, `-${part}.cjs`)
    const holder = { exports: {} }
    loaded[part] = holder // before it runs: the main module may need another part, and that one this
    const run = compile(partFile, cacheFolder)
    // A script of node:vm may not use `import()` itself.
    const importFromHere = (specifier: string) => import(specifier)
    run(holder.exports, createRequire(partFile), holder, partFile, dirname(partFile), importFromHere, moduleOf)
    return holder
  }
  const moduleOf = (part: number, path: string): object => {
    const { modules } = (loaded[part] ?? load(part)).exports as Part
    return modules[path]!()
  }
  return (load(0).exports as Part).main as Exports
}

function compile(file: string, cacheFolder: string): RunPart {
  const cache = cacheFile(file, cacheFolder)
  const cachedData = read(cache, file)
  const script = new vm.Script(readFileSync(file, 'latin1'), { filename: file, cachedData }) // it is all ASCII
  const isUsed = cachedData !== undefined && !script.cachedDataRejected
  if (!isUsed) {
    rmSync(cache, { force: true })
    later(keep, keepAfterMs, script, cache, file).unref()
  }
  return script.runInThisContext() as RunPart
}

/**
 * By then the functions that a start needs have run, so that the cache has them. Not much later: a first start may be a
 * short one.
 */
const keepAfterMs = 150

function cacheFile(file: string, folder: string): string {
  const flags = process.execArgv.filter(flag => flag.startsWith('--max-old-space-size')).join('') // V8 compares them
  const name = `${basename(dirname(file))}-${basename(file, '.cjs')}`
  return join(folder, `${name}-${process.version}-${process.arch}${flags}.bin`)
}

// V8 keeps the path of the file in it, and stack traces would show that one after a project was moved or copied: so the
// path stands behind it, and only what was kept at this place counts.
function read(cache: string, file: string): Buffer | undefined {
  try {
    const kept = readFileSync(cache)
    const place = Buffer.from(file)
    return kept.subarray(-place.length).equals(place) ? kept.subarray(0, -place.length) : undefined
  } catch {
    return undefined
  }
}

// The first that comes keeps it: one that has done less is read faster. Where the package cannot be written to, every
// start takes some milliseconds longer.
function keep(script: vm.Script, cache: string, file: string): void {
  try {
    if (existsSync(cache)) return
    mkdirSync(dirname(cache), { recursive: true })
    writeFileSync(`${cache}.${process.pid}`, Buffer.concat([script.createCachedData(), Buffer.from(file)]))
    renameSync(`${cache}.${process.pid}`, cache)
  } catch {}
}
