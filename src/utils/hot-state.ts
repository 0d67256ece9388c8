import { repr } from './repr.js'

/** Whoever keeps values for the process that comes next: the dev server. In production there is nobody. */
export interface HotKeeper {
  /** What an earlier process has left under this name, if it came from the same initialiser. */
  restore(name: string, initialiser: string): object | undefined
  /** To be called for each value that is in use from now on. */
  keep(name: string, initialiser: string, value: object): void
}

/** Says who keeps the values, before any of them is asked for. */
export function setHotKeeper(next: HotKeeper): void {
  keeper = next
}

let keeper: HotKeeper | undefined
const values = new Map<string, object>()

/**
 * An object that outlives reloads and crashes of the dev server: what a view puts into it is still there after a save.
 * In production it is what `init()` returns.
 *
 *     const todos = hotState('todos', () => ({ list: [] as string[] }))
 *
 * Everybody who asks for `name` has the same object. It is copied from process to process as `structuredClone` does
 * it, so it may hold plain objects, arrays, maps, sets, dates and bytes, up to 16 MB, and no functions or instances of
 * classes. It begins anew when the text of `init` changes, or when `R` is pressed in the terminal. What a request
 * writes that the old process is still busy with after a save is lost.
 *
 * Throws TypeError when `init` returns anything but an object.
 */
export function hotState<T extends object>(name: string, init: () => T): T {
  const known = values.get(name)
  if (known) return known as T
  const initialiser = String(init)
  const value = keeper?.restore(name, initialiser) ?? checked(name, init())
  values.set(name, value)
  keeper?.keep(name, initialiser, value)
  return value as T
}

function checked(name: string, value: unknown): object {
  if (value instanceof Promise) {
    throw new TypeError(`hotState(${repr(name)}): its initialiser is asynchronous. Await what it needs before.`)
  }
  if (typeof value === 'object' && value !== null) return value
  throw new TypeError(
    `hotState(${repr(name)}): its initialiser must return an object, not ${repr(value)}. ` +
      'Put the value into one: () => ({ value: … })',
  )
}
