import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Metafile } from 'esbuild'
import { bundle, formatted } from './bundle.js'
import { collect } from './collect.js'
import type { Entry, Target } from './entry.js'
import type { NamingRules } from './static-names.js'

export interface BuildOptions {
  readonly root: string
  readonly entry: Entry
  readonly target: Target
  /** The folder that is written, absolute. */
  readonly out: string
  readonly packageRoot: string
  readonly debug: boolean
  /** For each engine of TEMPLATES; null: one with loaders of its own. */
  readonly templates: readonly (readonly { path: string; templates: Readonly<Record<string, string>> }[] | null)[]
  readonly staticFiles: readonly { readonly path: string; readonly source: string }[]
  /** How they get names with hashes; null: they keep their own. */
  readonly naming: (NamingRules & { readonly manifestName: string }) | null
  readonly color: boolean
}

export interface Built {
  /** Relative to the folder, with their sizes; the program first. */
  readonly files: readonly { readonly path: string; readonly content: Uint8Array }[]
  readonly staticFiles: number
  readonly templates: number
  /** What esbuild warns of, ready to be printed; '' when it does not. */
  readonly warnings: string
  readonly metafile: Metafile
}

/** The folder holds what no build has written, and is left as it is. */
export class OutputError extends Error {
  override readonly name = 'OutputError'
}

const marker = 'build.json'
const programs: Readonly<Record<Target, string>> = { node: 'server.js', fetch: 'worker.js' }

/**
 * Makes a folder of the project that runs without it: the program, its source map, and the static files. What an earlier
 * build has left there goes, all at once. Throws BundleError, PostProcessError and OutputError.
 */
export async function build(options: BuildOptions): Promise<Built> {
  const { out, target } = options
  refuseForeign(out)
  const fresh = join(dirname(out), `.${basename(out)}-${process.pid}`)
  try {
    mkdirSync(fresh, { recursive: true })
    const staticNames = collectInto(fresh, options)
    const contents = contentsModule(options, staticNames)
    const { files, metafile, warnings } = await bundle(
      { ...options, outfile: programs[target], contents },
      options.color,
    )
    for (const { path, contents } of files) writeFileSync(join(fresh, basename(path)), contents)
    writeFileSync(join(fresh, 'package.json'), '{ "type": "module" }\n')
    writeFileSync(join(fresh, marker), `${JSON.stringify({ target })}\n`)
    replace(out, fresh)
    return {
      files: [...files]
        .reverse()
        .sort(programFirst)
        .map(({ path, contents }) => ({ path: basename(path), content: contents })),
      staticFiles: options.staticFiles.length,
      templates: options.templates
        .flatMap(folders => folders ?? [])
        .reduce((sum, { templates }) => sum + Object.keys(templates).length, 0),
      warnings: formatted(warnings, 'warning', options.color),
      metafile,
    }
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

function programFirst(one: { path: string }, other: { path: string }): number {
  return one.path.length - other.path.length
}

function refuseForeign(out: string): void {
  if (!existsSync(out) || existsSync(join(out, marker)) || readdirSync(out).length === 0) return
  throw new OutputError(
    `'${out}' holds files that no build has written. Name another folder with --out, or remove what is in it.`,
  )
}

function collectInto(folder: string, { staticFiles, naming }: BuildOptions): Readonly<Record<string, string>> | null {
  if (staticFiles.length === 0) return naming === null ? null : {}
  const destination = join(folder, 'staticfiles')
  return collect({ files: staticFiles, destination, naming, log: () => {} }).names
}

function contentsModule({ templates }: BuildOptions, staticNames: Readonly<Record<string, string>> | null): string {
  return `export const contents = ${JSON.stringify({ templates, staticNames })}\n`
}

/** At once, so that a server which is started meanwhile never finds half of it. */
function replace(out: string, fresh: string): void {
  const old = `${fresh}-old`
  if (existsSync(out)) renameSync(out, old)
  renameSync(fresh, out)
  rmSync(old, { recursive: true, force: true })
}
