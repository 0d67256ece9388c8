import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import type { Subject } from './subjects.js'

/** A copy of a subject's fixture whose one view answers `version N`. */
export class Project {
  readonly folder: string
  readonly #view: string
  #version = 0

  /** `modules`: how many it has; with more than one, the saved one is a leaf that the view imports. */
  constructor(root: string, { fixture, home, view, entry = view }: Subject, modules = 1) {
    const parent = home(root)
    mkdirSync(parent, { recursive: true })
    // Here, because this is where Node looks for the packages.
    this.folder = mkdtempSync(join(parent, 'project-'))
    cpSync(join(root, 'bench', 'fixtures', fixture), this.folder, { recursive: true })
    this.#view = join(this.folder, view)
    if (modules > 1) this.#view = addLeaves(this.folder, entry, modules - 1)
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

/**
 * Makes the view answer with what the first of `count` leaves exports, and import them all. Returns the path of that leaf.
 */
function addLeaves(folder: string, entry: string, count: number): string {
  const path = join(folder, entry)
  const extension = extname(entry)
  const parts = join(dirname(path), 'parts')
  mkdirSync(parts)
  const leaves = Array.from({ length: count }, (_, index) => join(parts, `leaf${index}${extension}`))
  for (const [index, leaf] of leaves.entries()) writeFileSync(leaf, leafText(index, extension === '.ts'))
  const imported = extension === '.ts' ? '' : extension // Node itself wants the whole name
  const imports = leaves.map(
    (_, index) => `import { text${index}, find${index} } from './parts/leaf${index}${imported}'`,
  )
  const names = leaves.map((_, index) => `find${index}`).join(', ')
  const view = readFileSync(path, 'utf8').replace("'version 0'", 'text0')
  writeFileSync(path, `${imports.join('\n')}\n${view}\nexport const finders = [${names}]\n`)
  return leaves[0]!
}

/** About what a small module of a project is: a table, a function over it, a constant. */
function leafText(index: number, isTyped: boolean): string {
  const type = (text: string) => (isTyped ? text : '')
  return (
    `${type(`interface Thing { readonly id: number; readonly name: string }\n\n`)}` +
    `const things${type(': readonly Thing[]')} = [{ id: ${index}, name: 'thing' }, { id: ${index + 1}, name: 'other' }]\n\n` +
    `export function find${index}(id${type(': number')})${type(': Thing | undefined')} {\n` +
    `  return things.find(each => each.id === id)\n}\n\nexport const text${index} = 'version 0'\n`
  )
}

/** The version that an answer of the view names; `undefined` when it is not an answer of the view. */
export function versionIn(body: string): number | undefined {
  const found = /^version (\d+)$/.exec(body)
  return found === null ? undefined : Number(found[1])
}
