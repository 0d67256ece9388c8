import { ImproperlyConfigured } from './exceptions.js'

/** What a setting from the environment can be. */
export type EnvironmentValue = string | boolean | number | readonly string[]

type Widened<T> = T extends boolean ? boolean : T extends number ? number : T extends string ? string : string[]

/**
 * A variable of the environment, of the type that `fallback` has: `true`, `yes`, `on` and `1` are true, a list is
 * separated by commas. `runserver` and the other commands read `.env` of the project first, elsewhere `node
 * --env-file=.env` does. Throws ImproperlyConfigured when there is neither variable nor fallback, and for a value of
 * another type; what it says never shows the value.
 *
 * ```ts
 * export default defineSettings({
 *   SECRET_KEY: env('SECRET_KEY'),
 *   DEBUG: env('DEBUG', false),
 *   ALLOWED_HOSTS: env('ALLOWED_HOSTS', []),
 * })
 * ```
 */
export function env(name: string): string
export function env<const T extends EnvironmentValue>(name: string, fallback: T): Widened<T>
export function env(name: string, fallback?: EnvironmentValue): EnvironmentValue {
  const text = variables()[name]
  if (text === undefined) {
    if (fallback !== undefined) return fallback
    throw new ImproperlyConfigured(`Set the ${name} environment variable, in the environment or in .env.`)
  }
  if (typeof fallback === 'boolean') return toBoolean(name, text)
  if (typeof fallback === 'number') return toNumber(name, text)
  return Array.isArray(fallback) ? toList(text) : text
}

// Not every runtime has a process.
function variables(): Readonly<Record<string, string | undefined>> {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } }
  return process?.env ?? {}
}

function toBoolean(name: string, text: string): boolean {
  if (/^(1|true|yes|on)$/i.test(text)) return true
  if (/^(0|false|no|off|)$/i.test(text)) return false
  throw new ImproperlyConfigured(`The ${name} environment variable must be true or false.`)
}

function toNumber(name: string, text: string): number {
  const number = Number(text)
  if (text.trim() !== '' && Number.isFinite(number)) return number
  throw new ImproperlyConfigured(`The ${name} environment variable must be a number.`)
}

function toList(text: string): string[] {
  return text
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '')
}
