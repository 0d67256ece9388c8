/** Keeps one value for each request, as AsyncLocalStorage does. */
export interface LocalStorage<T> {
  getStore(): T | undefined
  enterWith(value: T): void
}

/**
 * What counts for the request at hand: the active language, the current time zone. Where no runtime has said how to
 * tell requests apart it is one value for all, which is right for a script, a browser and code that does not wait.
 */
export class Local<T> {
  #value: T
  #storage: LocalStorage<{ value: T }> | null = null

  constructor(initial: T) {
    this.#value = initial
    locals.add(this as Local<unknown>)
    if (makeStorage !== null) this.useStorage(makeStorage)
  }

  get(): T {
    return this.#storage === null ? this.#value : (this.#storage.getStore()?.value ?? this.#value)
  }

  set(value: T): void {
    if (this.#storage === null) this.#value = value
    else this.#storage.enterWith({ value })
  }

  /** What `fn` gives while `value` counts, which it does until a promise of `fn` is settled. */
  run<R>(value: T, fn: () => R): R {
    const before = this.get()
    this.set(value)
    let result: R
    try {
      result = fn()
    } catch (error) {
      this.set(before)
      throw error
    }
    if (!isPromise(result)) {
      this.set(before)
      return result
    }
    return result.finally(() => this.set(before)) as R
  }

  useStorage(make: StorageFactory): void {
    this.#storage = make() as LocalStorage<{ value: T }>
  }
}

type StorageFactory = () => LocalStorage<unknown>

const locals = new Set<Local<unknown>>()
let makeStorage: StorageFactory | null = null

/** Says how values are kept for each request: `registerLocalStorage(() => new AsyncLocalStorage())`. */
export function registerLocalStorage(make: StorageFactory): void {
  makeStorage = make
  for (const local of locals) local.useStorage(make)
}

function isPromise(value: unknown): value is Promise<unknown> {
  return value instanceof Promise
}
