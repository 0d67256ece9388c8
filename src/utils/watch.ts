import type { LogRecord } from './logging/record.js'

/**
 * Who runs a project for its developer may watch what happens beside the cycle while a request is answered. In production
 * nobody does, which costs each of these places one comparison. What a watcher throws is the caller's trouble: it must not.
 */
export interface Watcher {
  /** A line goes to the handlers of its logger. */
  logged(record: LogRecord): void
  /** A signal is about to reach these receivers. */
  signalSent(signal: object, receivers: readonly { readonly name: string }[]): void
  /** Renders a template: by itself, included or extended. */
  rendering(template: WatchedTemplate, render: () => string): string
}

/** What a watcher is told of a template. */
export interface WatchedTemplate {
  readonly name: string | null
  readonly engine: { readonly contextProcessors: readonly { readonly name: string }[] }
}

export let watcher: Watcher | null = null

/** Says who watches. Returns who did before. */
export function setWatcher(next: Watcher | null): Watcher | null {
  const before = watcher
  watcher = next
  return before
}
