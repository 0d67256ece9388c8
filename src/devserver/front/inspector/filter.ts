import type { Summary } from './summary.js'

/** Which requests somebody wants to see; what is empty is no condition. The script of the page has the same rules. */
export interface Filter {
  /** Words that must all be in the line. */
  readonly q: string
  /** First digit of the status. */
  readonly status: string
  readonly kind: string
}

/** What the query string of the list says. */
export function filterFrom(target: string): Filter {
  const at = target.indexOf('?')
  const query = new URLSearchParams(at === -1 ? '' : target.slice(at))
  return { q: query.get('q') ?? '', status: query.get('status') ?? '', kind: query.get('kind') ?? '' }
}

export function isWanted({ method, target, status, view, kind }: Summary, filter: Filter): boolean {
  if (filter.status !== '' && !status.startsWith(filter.status)) return false
  if (filter.kind !== '' && kind !== filter.kind) return false
  const line = `${method} ${target} ${status} ${view}`.toLowerCase()
  return filter.q
    .toLowerCase()
    .split(/\s+/)
    .every(word => line.includes(word))
}
