import type { DescribedURL } from '../protocol.js'
import type { Key } from './keys.js'

/** What the keys ask of the server. */
export interface KeyActions {
  restart(): void
  forgetAndRestart(): void
  open(): void
  inspect(): void
  urls(): void
  clear(): void
  help(): void
  quit(): void
}

/** The keys that there are, in the order in which the help names them. */
export function keyTable(actions: KeyActions): Key[] {
  return [
    { key: 'r', meaning: 'restart the project', press: actions.restart },
    { key: 'R', meaning: 'restart it and forget its hot state', press: actions.forgetAndRestart },
    { key: 'o', meaning: 'open it in the browser', press: actions.open },
    { key: 'i', meaning: 'open the inspector: the last requests', press: actions.inspect },
    { key: 'u', meaning: 'list the URLs', press: actions.urls },
    { key: 'c', meaning: 'clear the terminal', press: actions.clear },
    { key: 'h', meaning: 'show this help', press: actions.help },
    { key: 'q', meaning: 'quit', press: actions.quit },
  ]
}

export function helpText(keys: readonly Key[]): string {
  return ['', ...keys.map(({ key, meaning }) => `  ${key}  ${meaning}`), ''].join('\n')
}

/** Route, view and name of each URL in columns; nothing is said of what the command showurls says more of. */
export function urlsText(urls: readonly DescribedURL[]): string {
  if (urls.length === 0) return 'There are no URLs.'
  const rows = urls.map(({ route, view, name }) => [route.startsWith('^') ? route : `/${route}`, view, name])
  const widths = [0, 1].map(column => Math.max(...rows.map(row => row[column]!.length)))
  const lines = rows.map(row => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
  return ['', ...lines, ''].join('\n')
}
