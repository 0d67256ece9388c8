import { type LocalStorage, registerLocalStorage } from '../utils/local.js'

type Values = Map<object, unknown>

/** The part of AsyncLocalStorage that every Fetch runtime has: Workers have no `enterWith`. */
interface Store {
  getStore(): Values | undefined
  run<R>(values: Values, fn: () => R): R
}

/**
 * Keeps language and time zone of each request apart, and returns what each request is to run in. Workers (with
 * `nodejs_compat`), Deno and Bun have what it takes; elsewhere they are one for all.
 */
export function keepRequestsApart(): <R>(handle: () => R) => R {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }
  const hooks = process?.getBuiltinModule?.('node:async_hooks') as { AsyncLocalStorage: new () => Store } | undefined
  if (hooks === undefined) return handle => handle()
  const store = new hooks.AsyncLocalStorage()
  registerLocalStorage(() => new RequestLocal(store))
  return handle => store.run(new Map(), handle)
}

/** One value of the request at hand. */
class RequestLocal<T> implements LocalStorage<T> {
  readonly #store: Store
  /** What counts outside of all requests. */
  readonly #outside: Values = new Map()

  constructor(store: Store) {
    this.#store = store
  }

  getStore(): T | undefined {
    return this.#values.get(this) as T | undefined
  }

  enterWith(value: T): void {
    this.#values.set(this, value)
  }

  run<R>(value: T, fn: () => R): R {
    return this.#store.run(new Map(this.#values).set(this, value), fn)
  }

  get #values(): Values {
    return this.#store.getStore() ?? this.#outside
  }
}
