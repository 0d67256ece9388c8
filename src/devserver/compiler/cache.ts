import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../package.js'
import type { Definition, ProjectEntry } from '../protocol.js'
import { stateFolder } from '../types.js'
import { version } from '../version.js'
import type { Build } from './build.js'

export interface CachedBuild {
  /** What must be the same for the build to be used, beside the sources. */
  readonly key: string
  readonly modules: readonly (Definition & { readonly source: string })[]
  readonly packages: readonly string[]
}

/** The last good build, in the project's `.tiny-django/cache/`. */
export class BuildCache {
  readonly #root: string
  readonly #program: string

  /** `program` is the file that compiles: what another one has made is not used. */
  constructor(root: string, program = ownProgram) {
    this.#root = root
    this.#program = program
  }

  /** The build for `entry` if all of its sources are on disk as they were. */
  read(entry: ProjectEntry): CachedBuild | null {
    try {
      const cached = JSON.parse(readFileSync(this.#file(), 'utf8')) as CachedBuild
      if (cached.key !== this.#key(entry)) return null
      const isCurrent = cached.modules.every(({ path, source }) => readFileSync(path, 'utf8') === source)
      return isCurrent ? cached : null
    } catch {
      return null
    }
  }

  write(build: Build, sourceOf: (path: string) => string | undefined): void {
    const modules = [...build.modules.values()].map(module => ({ ...module, source: sourceOf(module.path) ?? '' }))
    const cached: CachedBuild = { key: this.#key(build.entry), modules, packages: build.packages }
    try {
      mkdirSync(join(stateFolder(this.#root), 'cache'), { recursive: true })
      // Renamed into place, so that a reader never sees half of it.
      const temporary = `${this.#file()}.${process.pid}`
      writeFileSync(temporary, JSON.stringify(cached))
      renameSync(temporary, this.#file())
    } catch {
      // A full or read-only disk costs the next start some milliseconds and nobody anything else.
    }
  }

  #file(): string {
    return join(this.#root, '.tiny-django', 'cache', 'build.json')
  }

  #key(entry: ProjectEntry): string {
    const tsconfig = readOrEmpty(join(this.#root, 'tsconfig.json'))
    return JSON.stringify([version, sizeAndTime(this.#program), process.version, entry, tsconfig])
  }
}

/** The file of the package that this code is in. */
const ownProgram = join(packageRoot, 'dist/cli/main.cjs')

// The version alone does not tell two builds of it apart.
function sizeAndTime(file: string): string {
  const { size, mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? {}
  return `${size}:${mtimeMs}`
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
