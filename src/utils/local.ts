/** Keeps one value for each request, as AsyncLocalStorage does. */
export interface LocalStorage<T> {
  getStore(): T | undefined
  enterWith(value: T): void
  run<R>(value: T, fn: () => R): R
}

type StorageFactory = () => LocalStorage<unknown>

let makeStorage: StorageFactory = () => new OneForAll()

/**
 * Says how values are kept apart for each request: `registerLocalStorage(() => new AsyncLocalStorage())`, which
 * adapters/node does. Returns what was said before.
 */
export function registerLocalStorage(make: StorageFactory): StorageFactory {
  const before = makeStorage
  makeStorage = make
  return before
}

/**
 * What counts for the request at hand: the active language, the current time zone. Where no runtime has said how to
 * tell requests apart it is one value for all, which is right for a script, a browser and code that does not wait.
 */
export class Local<T> {
  readonly #initial: T
  /** Made when there is something to keep: reading costs nothing in projects that never set anything. */
  #storage: LocalStorage<{ readonly value: T }> | null = null

  constructor(initial: T) {
    this.#initial = initial
  }

  get(): T {
    const store = this.#storage?.getStore()
    return store === undefined ? this.#initial : store.value
  }

  set(value: T): void {
    this.#kept().enterWith({ value })
  }

  /** What `fn` gives while `value` counts: until it returns, or its promise is settled. */
  run<R>(value: T, fn: () => R): R {
    return this.#kept().run({ value }, fn)
  }

  #kept(): LocalStorage<{ readonly value: T }> {
    this.#storage ??= makeStorage() as LocalStorage<{ readonly value: T }>
    return this.#storage
  }
}

class OneForAll<T> implements LocalStorage<T> {
  #value: T | undefined

  getStore(): T | undefined {
    return this.#value
  }

  enterWith(value: T): void {
    this.#value = value
  }

  run<R>(value: T, fn: () => R): R {
    const before = this.#value
    const restore = () => {
      this.#value = before
    }
    this.#value = value
    let result: R
    try {
      result = fn()
    } catch (error) {
      restore()
      throw error
    }
    if (result instanceof Promise) return result.finally(restore) as R
    restore()
    return result
  }
}
