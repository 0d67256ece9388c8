import { hasHtml, SafeString } from './python/safe-string.js'
import { str } from './python/str.js'

export { type HasHtml, hasHtml, isText, SafeString } from './python/safe-string.js'

/**
 * Says that a text may stand in HTML as it is. What already knows its own HTML (`__html__`) is returned unchanged.
 * Django: `mark_safe`. Never call it on what a visitor has sent.
 */
export function markSafe(value: unknown): SafeString {
  if (typeof value === 'string') return new SafeString(value)
  // Whatever else has `__html__` is as good as a safe string to everything that asks for one.
  return hasHtml(value) ? (value as unknown as SafeString) : new SafeString(str(value))
}
