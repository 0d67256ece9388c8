/** Whether a value is not there yet. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as Partial<PromiseLike<unknown>>).then === 'function'
  )
}

/** Of a promise nobody waits for any more it is no news that it fails. (A query would begin when it is waited for.) */
export function forget(value: unknown): void {
  if (value instanceof Promise) value.catch(() => {})
}
