import type { WireRecord } from '../../record.js'
import { headerOf } from '../exchange.js'

/** A request in one line of the list. */
export interface Summary {
  readonly id: number
  readonly method: string
  readonly target: string
  /** Empty: the client left before there was one. */
  readonly status: string
  readonly view: string
  readonly kind: RequestKind
  readonly ms: string
  /** `12:34:56`, local time. */
  readonly time: string
}

export type RequestKind = 'page' | 'htmx' | 'fetch' | 'other'

export function summaryOf(wire: WireRecord): Summary {
  const { id, method, target, status, view, totalMs, at } = wire
  return {
    id,
    method,
    target,
    status: status === 0 ? '' : String(status),
    view: view ?? '',
    kind: kindOf(wire),
    ms: milliseconds(totalMs),
    time: new Date(at).toTimeString().slice(0, 8),
  }
}

/** Who asked, as far as its headers tell. */
export function kindOf({ requestHeaders }: Pick<WireRecord, 'requestHeaders'>): RequestKind {
  const header = (name: string) => headerOf(requestHeaders, name)
  if (header('hx-request')) return 'htmx'
  const destination = header('sec-fetch-dest')
  if (destination === 'document') return 'page'
  if (destination === 'empty' || header('x-requested-with')) return 'fetch'
  const wantsPage = destination === undefined && /text\/html/.test(header('accept') ?? '')
  return wantsPage ? 'page' : 'other'
}

/** As people read it: `0.42 ms`, `3.1 ms`, `120 ms`. */
export function milliseconds(ms: number): string {
  return `${ms < 1 ? ms.toFixed(2) : ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
}
