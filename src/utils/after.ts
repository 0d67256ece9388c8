/** A value, or a promise of it. */
export type MaybeLater<T> = T | Promise<T>

/**
 * Runs `fn` on a value that may or may not be a promise: in the same tick when it is none, so that a synchronous
 * view under synchronous middleware is answered without a microtask.
 */
export function after<T, R>(value: T | PromiseLike<T>, fn: (value: T) => R | Promise<R>): R | Promise<R> {
  return isPromiseLike(value) ? Promise.resolve(value).then(fn) : fn(value)
}

export function isPromiseLike<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as PromiseLike<T> | null | undefined)?.then === 'function'
}
