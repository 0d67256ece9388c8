const MAX_TEXT = 2000

/** Any value as a short line of text, for people. Never throws, whatever getters the value has. */
export function print(value: unknown, limit = MAX_TEXT): string {
  try {
    return shorten(describe(value), limit)
  } catch {
    return 'a value that cannot be printed'
  }
}

/** At most `limit` characters, and how many were left out. */
export function shorten(text: string, limit = MAX_TEXT): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}… (${text.length - limit} more characters)`
}

function describe(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'function') return nameOfFunction(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (value instanceof RegExp || value instanceof Date) return String(value)
  return JSON.stringify(value, stringifiable) ?? String(value)
}

function stringifiable(_: string, value: unknown): unknown {
  if (typeof value === 'function') return nameOfFunction(value)
  return typeof value === 'bigint' || typeof value === 'symbol' || value instanceof RegExp ? String(value) : value
}

function nameOfFunction(value: { readonly name: string }): string {
  return value.name || '(anonymous function)'
}
