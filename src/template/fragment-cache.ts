import { currentMilliseconds } from '../utils/clock.js'
import { str } from '../utils/python.js'

/** Where `{% cache %}` keeps what it has rendered. */
export interface FragmentCache {
  /** The fragment; `undefined` or `null` when there is none, or none any more. */
  get(key: string): string | null | undefined
  /** Keeps a fragment for so many seconds; `null`: for ever. */
  set(key: string, fragment: string, seconds: number | null): void
  delete(key: string): void
}

/** A cache in the memory of this process, as Django's `LocMemCache`: the oldest entries go when it is full. */
export class MemoryFragmentCache implements FragmentCache {
  readonly #maxEntries: number
  readonly #entries = new Map<string, { readonly fragment: string; readonly expires: number }>()

  /** `maxEntries`: 300 unless told. */
  constructor(maxEntries = 300) {
    this.#maxEntries = maxEntries
  }

  get(key: string): string | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    if (entry.expires > currentMilliseconds()) return entry.fragment
    this.#entries.delete(key)
    return undefined
  }

  set(key: string, fragment: string, seconds: number | null): void {
    this.#entries.delete(key)
    if (seconds !== null && seconds <= 0) return
    const expires = seconds === null ? Number.POSITIVE_INFINITY : currentMilliseconds() + 1000 * seconds
    this.#entries.set(key, { fragment, expires })
    if (this.#entries.size > this.#maxEntries) this.#entries.delete(this.#entries.keys().next().value!)
  }

  delete(key: string): void {
    this.#entries.delete(key)
  }

  clear(): void {
    this.#entries.clear()
  }
}

const caches = new Map<string, FragmentCache>()

/** Names a cache for `{% cache … using="name" %}`; `template_fragments` is the one that is used when none is named. */
export function setFragmentCache(name: string, cache: FragmentCache): void {
  caches.set(name, cache)
}

/** The cache of that name; `undefined` when there is none. Unless told, `template_fragments` is one in memory. */
export function fragmentCache(name = 'template_fragments'): FragmentCache | undefined {
  if (!caches.has('template_fragments')) caches.set('template_fragments', new MemoryFragmentCache())
  return caches.get(name === 'default' ? 'template_fragments' : name)
}

/** The key of a fragment that varies with these values, to delete it by. Django: `make_template_fragment_key`. */
export function makeTemplateFragmentKey(fragmentName: string, varyOn: readonly unknown[] = []): string {
  // With its length, so that no two lists of values are one key.
  const parts = varyOn.map(str).map(text => `${text.length}:${text}`)
  return ['template.cache', fragmentName, ...parts].join('.')
}
