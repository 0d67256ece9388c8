import { isPrintable } from '../utils/repr.js'

/**
 * The last part of the path a client says its file has, without what cannot be seen; `null` when nothing is left.
 * Django: `MultiPartParser.sanitize_file_name`.
 */
export function sanitizeFileName(path: string): string | null {
  const last = unescapeHtml(path).split(/[/\\]/).at(-1)!
  const name = [...last].filter(isPrintable).join('')
  return name === '' || name === '.' || name === '..' ? null : name
}

// Browsers once escaped names like this. Of the named entities, those that could hide a path are enough.
function unescapeHtml(text: string): string {
  return text.replace(/&(?:#(?:x([0-9a-f]+)|([0-9]+));?|([a-z]+);)/gi, (entity, hex, decimal, name) => {
    if (name !== undefined) return namedEntities[name] ?? entity
    const code = hex === undefined ? Number.parseInt(decimal, 10) : Number.parseInt(hex, 16)
    return code <= 0x10ffff && code !== 0 ? String.fromCodePoint(code) : '\ufffd'
  })
}

const namedEntities: Readonly<Record<string, string>> = {
  amp: '&',
  AMP: '&',
  lt: '<',
  LT: '<',
  gt: '>',
  GT: '>',
  quot: '"',
  QUOT: '"',
  apos: "'",
  sol: '/',
  bsol: '\\',
  period: '.',
  nbsp: '\u00a0',
  NewLine: '\n',
  Tab: '\t',
}
