import { sep } from 'node:path'
import { markOf } from '../compiler/stamps.js'

export interface StyleFilesEvents {
  /** A stylesheet is not what it was; `path` is what its address ends with. */
  changed(path: string): void
}

/** Stylesheets among the static files: a page takes a new one without loading itself again. */
export class StyleFiles {
  readonly #events: StyleFilesEvents
  /** How each was when it was last told of: events come more than once. */
  readonly #marks = new Map<string, string>()

  constructor(events: StyleFilesEvents) {
    this.#events = events
  }

  /** Something happened to a file. */
  notice(path: string): void {
    if (!path.endsWith('.css')) return
    const mark = markOf(path)
    if (mark === '' || /^[^:]*:0:/.test(mark) || mark === this.#marks.get(path)) return // gone, or half of a save
    this.#marks.set(path, mark)
    this.#events.changed(addressOf(path))
  }
}

/** `blog/site.css` for `…/static/blog/site.css`; elsewhere the name alone. */
function addressOf(path: string): string {
  const parts = path.split(sep)
  const at = parts.lastIndexOf('static')
  return (at === -1 ? parts.slice(-1) : parts.slice(at + 1)).join('/')
}
