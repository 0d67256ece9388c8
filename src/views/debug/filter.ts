import { settings } from '../../conf/settings.js'

/** What stands in place of a secret. */
export const SUBSTITUTE = '********************'
const HIDDEN = /API|AUTH|TOKEN|KEY|SECRET|PASS|SIGNATURE|HTTP_COOKIE/i

/**
 * The value, or stars when its name says that it is a secret; the same for everything inside it.
 * Django: `SafeExceptionReporterFilter`.
 */
export function cleanse(name: string, value: unknown): unknown {
  if (name === settings.SESSION_COOKIE_NAME || HIDDEN.test(name)) return SUBSTITUTE
  if (Array.isArray(value)) return value.map(item => cleanse('', item))
  if (isPlainObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, cleanse(key, inside)]))
  return value
}

/**
 * Whether a variable or a property of this name is taken for a secret. As `cleanse` does, but by whole words, as they
 * are in `apiKey`, `api_key` and `API_KEY`: an `author`, a `capital` and the `key` of a loop are for everyone to see.
 */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
  return words.some(word => SECRET_WORDS.has(word)) || (words.length > 1 && words.includes('key'))
}

const SECRET_WORDS = new Set([
  ...['api', 'apikey', 'auth', 'authorization', 'cookie', 'cookies', 'credential', 'credentials', 'pass', 'passphrase'],
  ...['passwd', 'password', 'passwords', 'pwd', 'secret', 'secrets', 'sessionid', 'signature', 'token', 'tokens'],
])

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
