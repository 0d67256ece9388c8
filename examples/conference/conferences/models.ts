import type { User } from '../users'

export class Conference {
  readonly pk: number
  readonly name: string
  readonly #chairs: readonly string[]

  constructor(pk: number, name: string, { chairs }: { chairs: readonly string[] }) {
    this.pk = pk
    this.name = name
    this.#chairs = chairs
  }

  /** Whether somebody may see everything. */
  isChairedBy({ username }: User): boolean {
    return this.#chairs.includes(username)
  }
}

export const conferences: readonly Conference[] = [
  new Conference(1, 'Workshop on Small Frameworks', { chairs: ['chair', 'Ann'] }),
  new Conference(2, 'World Congress of Everything', { chairs: ['chair'] }),
]
