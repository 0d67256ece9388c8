import { unescapeHtml } from '../utils/html-unescape.js'
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
