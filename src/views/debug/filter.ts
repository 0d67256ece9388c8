/** What stands in place of a secret. */
const SUBSTITUTE = '********************'
const HIDDEN = /API|AUTH|TOKEN|KEY|SECRET|PASS|SIGNATURE|HTTP_COOKIE/i
const SESSION_COOKIE = 'sessionid'

/**
 * The value, or stars when its name says that it is a secret; the same for everything inside it.
 * Django: `SafeExceptionReporterFilter`.
 */
export function cleanse(name: string, value: unknown): unknown {
  if (name === SESSION_COOKIE || HIDDEN.test(name)) return SUBSTITUTE
  if (Array.isArray(value)) return value.map(item => cleanse('', item))
  if (isPlainObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, cleanse(key, inside)]))
  return value
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
