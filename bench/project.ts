import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Subject } from './subjects.js'

/** A copy of a subject's fixture whose one view answers `version N`. */
export class Project {
  readonly folder: string
  readonly #view: string
  #version = 0

  constructor(root: string, { fixture, home, view }: Subject) {
    const parent = home(root)
    mkdirSync(parent, { recursive: true })
    // Here, because this is where Node looks for the packages.
    this.folder = mkdtempSync(join(parent, 'project-'))
    cpSync(join(root, 'bench', 'fixtures', fixture), this.folder, { recursive: true })
    this.#view = join(this.folder, view)
  }

  /** The version on disk. */
  get version(): number {
    return this.#version
  }

  /** Saves the view with the next version, and returns that. */
  save(): number {
    this.#version++
    const text = readFileSync(this.#view, 'utf8').replace(/version \d+/, `version ${this.#version}`)
    writeFileSync(this.#view, text)
    return this.#version
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** The version that an answer of the view names; `undefined` when it is not an answer of the view. */
export function versionIn(body: string): number | undefined {
  const found = /^version (\d+)$/.exec(body)
  return found === null ? undefined : Number(found[1])
}
