import { unescapeHtml } from '../utils/html-unescape.js'
import { isPrintable } from '../utils/repr.js'

/**
 * The last part of the path a client says its file has, without what cannot be seen; `null` when nothing is left.
 * Django: `MultiPartParser.sanitize_file_name`.
 */
export function sanitizeFileName(path: string): string | null {
  const name = ordinaryName.test(path) ? path : printableNameOf(path)
  return name === '' || name === '.' || name === '..' ? null : name
}

// As nearly all are.
const ordinaryName = /^[\w .-]+$/

function printableNameOf(path: string): string {
  const last = unescapeHtml(path).split(/[/\\]/).at(-1)!
  return [...last].filter(isPrintable).join('')
}
