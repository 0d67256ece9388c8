import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Awaited } from './awaited.js'

/**
 * Packages that the project wants and that are not installed. `node_modules` is too large to be watched, so their places
 * are looked at while they are missing, and at no other time.
 */
export class AwaitedPackages {
  readonly #root: string
  readonly #arrived: () => void
  #names: readonly string[] = []
  /** What was there when the project was last tried. */
  #tried = ''
  readonly #awaited = new Awaited(() => this.#look())

  /** `arrived` is called when the project is worth another try. */
  constructor(root: string, arrived: () => void) {
    this.#root = root
    this.#arrived = arrived
  }

  /** From here on these are waited for. */
  await(names: readonly string[]): void {
    this.#names = names
    this.#awaited.start()
  }

  /** None is missing any more. */
  stop(): void {
    this.#awaited.stop()
    this.#tried = ''
  }

  /** Looks at once: somebody asks. */
  look(): void {
    this.#awaited.look()
  }

  #look(): void {
    const found = this.#names.map(name => this.#placesOf(name).map(markOf).join(''))
    if (found.every(mark => mark === '')) return
    // An installation is not done when the first file is there: every sign that it goes on is worth another try.
    const signs = [...found, ...this.#placesOf('.package-lock.json').map(markOf)].join()
    if (signs === this.#tried) return
    this.#tried = signs
    this.#arrived()
  }

  /** Where Node would look for it, from the project upwards. */
  #placesOf(name: string): string[] {
    const places: string[] = []
    for (let folder = this.#root; ; folder = dirname(folder)) {
      places.push(join(folder, 'node_modules', name, name.endsWith('.json') ? '' : 'package.json'))
      if (dirname(folder) === folder) return places
    }
  }
}

function markOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats ? `${stats.mtimeMs}:${stats.ino}` : ''
}
