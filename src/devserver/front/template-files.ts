import { type Dirent, readdirSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { findStale, type Stamps, stampOfFile } from '../compiler/stamps.js'

export interface TemplateFilesEvents {
  /**
   * A template is not what it was, new or gone. `isHalfWritten`: one is empty or missing that was not, as an editor leaves
   * it for a moment.
   */
  changed(isHalfWritten: boolean): void
}

/** How long to wait before all templates are looked at again because of a request, in milliseconds for each of them. */
const freshForMs = 0.1

/** Events come in bursts, of which one look makes one change. */
const burstMs = 5

/** The files that a project's templates may be in, as they were when somebody last looked. */
export class TemplateFiles {
  readonly #root: string
  readonly #events: TemplateFilesEvents
  /** Folders beside `templates/` of the project and of its apps. */
  #others: readonly string[] = []
  #stamps: Stamps = new Map()
  #isWatched = false
  #nextLookAt = 0
  #timer: NodeJS.Timeout | null = null

  constructor(root: string, events: TemplateFilesEvents) {
    this.#root = root
    this.#events = events
  }

  /** Whether something at this path may have to do with a template. */
  owns(path: string): boolean {
    if (this.#others.some(folder => isWithin(path, folder))) return true
    if (!isWithin(path, this.#root)) return false
    const [first, second] = relative(this.#root, path).split(sep)
    return first === 'templates' || second === 'templates'
  }

  /** Remembers the templates as they are: who is started from here on reads no older ones. */
  remember(): void {
    this.#stamps = this.#look()
  }

  /** Says whether changes matter at all, and which folders the settings name beside the usual ones. */
  watch(isWatched: boolean, folders: readonly string[] = []): void {
    this.#isWatched = isWatched
    const others = folders.filter(folder => !this.owns(folder))
    const isNew = others.some(folder => !this.#others.includes(folder))
    this.#others = others
    if (isNew) this.remember()
  }

  /** Something happened to a path that `owns` knows. */
  notice(): void {
    this.#nextLookAt = 0
    this.#timer ??= setTimeout(() => this.look(), burstMs)
  }

  /**
   * Looks whether the templates are still what they were, and tells when they are not. To be called before a request is
   * passed on: an event that is late or lost is harmless that way.
   */
  look(): void {
    const now = performance.now()
    if (!this.#isWatched || now < this.#nextLookAt) return
    this.stop()
    this.#nextLookAt = now + this.#stamps.size * freshForMs
    if (this.#isCurrent()) return
    const before = this.#stamps
    this.#stamps = this.#look()
    const paths = new Set([...before.keys(), ...this.#stamps.keys()])
    this.#events.changed([...paths].some(path => isEmpty(path) && !wasEmpty(before, path)))
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  #isCurrent(): boolean {
    const files = this.#files()
    return (
      files.length === this.#stamps.size &&
      files.every(path => this.#stamps.has(path)) &&
      findStale(this.#stamps) === null
    )
  }

  #look(): Stamps {
    return new Map(this.#files().map(path => [path, stampOfFile(path)]))
  }

  #files(): string[] {
    const own = entriesOf(this.#root).filter(entry => entry.isDirectory() && !isHidden(entry.name))
    const folders = [join(this.#root, 'templates'), ...own.map(({ name }) => join(this.#root, name, 'templates'))]
    return [...new Set([...folders, ...this.#others].flatMap(folder => [...filesIn(folder)]))]
  }
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep)
}

function isHidden(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules'
}

function* filesIn(folder: string, depth = 0): Iterable<string> {
  if (depth > 20) return // a link that leads back to where it is
  for (const entry of entriesOf(folder)) {
    if (isHidden(entry.name)) continue
    const path = join(folder, entry.name)
    if (entry.isFile()) yield path
    else if (entry.isDirectory()) yield* filesIn(path, depth + 1)
    else if (entry.isSymbolicLink()) yield* linked(path, depth)
  }
}

function* linked(path: string, depth: number): Iterable<string> {
  try {
    if (statSync(path).isDirectory()) yield* filesIn(path, depth + 1)
    else yield path
  } catch {
    // It leads nowhere.
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

// A mark is `time:size:inode`.
function wasEmpty(stamps: Stamps, path: string): boolean {
  return /^[^:]*:0:/.test(stamps.get(path)?.mark ?? '')
}

function isEmpty(path: string): boolean {
  try {
    return statSync(path).size === 0
  } catch {
    return true
  }
}
