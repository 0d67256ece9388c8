import type { ConnectOptions, Receiver, Signal } from './signal.js'

/**
 * Connects a function to a signal, or to each of several, where the function is written, and returns it.
 * Django: the decorator `django.dispatch.receiver`.
 *
 * ```ts
 * export const audit = receiver(requestFinished)(({ sender }) => …)
 * ```
 */
export function receiver<Named extends object>(
  signal: Signal<Named> | readonly Signal<Named>[],
  options?: ConnectOptions,
): <R extends Receiver<Named>>(receiver: R) => R {
  return connected => {
    for (const each of [signal].flat() as Signal<Named>[]) each.connect(connected, options)
    return connected
  }
}
