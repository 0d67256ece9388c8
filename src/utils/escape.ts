import { hasHtml, SafeString } from './python/safe-string.js'
import { str } from './python/str.js'
import { markSafe } from './safestring.js'

/**
 * Text made safe to stand in HTML, in an attribute too: `&`, `<`, `>`, `"` and `'` become entities, also when it had
 * been marked safe before. Django: `django.utils.html.escape`.
 */
// biome-ignore lint/suspicious/noShadowRestrictedNames: Django's name; the global of that name is a relic
export function escape(text: unknown): SafeString {
  return new SafeString(escapeText(str(text)))
}

/** As `escape`, except that what was marked safe, or has an `__html__` method, stays as it is. Django: `conditional_escape`. */
export function conditionalEscape(value: unknown): SafeString {
  if (value instanceof SafeString) return value
  return hasHtml(value) ? markSafe(value.__html__()) : new SafeString(escapeText(str(value)))
}

/** How a value stands in HTML, as a plain string: what a template writes for it. */
export function toHtml(value: unknown): string {
  if (typeof value === 'string') return escapeText(value)
  if (value instanceof SafeString) return value.text
  return hasHtml(value) ? str(value.__html__()) : escapeText(str(value))
}

/** As `escape`, from string to string: one pass, and the same string where there is nothing to escape. */
export function escapeText(text: string): string {
  // Most text has nothing to escape, and nothing finds that out faster than a regular expression.
  const first = text.search(special)
  if (first === -1) return text
  let result = ''
  let from = 0
  for (let i = first; i < text.length; i++) {
    const code = text.charCodeAt(i)
    // Most characters are letters, which come behind all of those that are meant.
    if (code > GREATER_THAN) continue
    const entity = entityOf(code)
    if (entity === '') continue
    result += text.slice(from, i) + entity
    from = i + 1
  }
  return result + text.slice(from)
}

const special = /[&<>"']/
const GREATER_THAN = 0x3e

function entityOf(code: number): string {
  switch (code) {
    case 0x26:
      return '&amp;'
    case 0x3c:
      return '&lt;'
    case GREATER_THAN:
      return '&gt;'
    case 0x22:
      return '&quot;'
    case 0x27:
      return '&#x27;'
    default:
      return ''
  }
}
