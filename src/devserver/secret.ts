import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stateFolder } from './types.js'

/**
 * The SECRET_KEY of a project that has no settings of its own: random, kept in `.tiny-django/` so that what was
 * signed yesterday is still good today. Lives as long as the server where it cannot be kept.
 */
export function projectSecret(root: string): string {
  const file = join(root, '.tiny-django', 'secret')
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return keep(root, file, `tiny-django-${randomText()}`)
  }
}

// Loading node:crypto takes milliseconds of every start, and the key is made once.
function randomText(): string {
  return process.getBuiltinModule('node:crypto').randomBytes(32).toString('base64url')
}

function keep(root: string, file: string, secret: string): string {
  try {
    stateFolder(root)
    writeFileSync(file, secret, { mode: 0o600 })
  } catch {
    // A folder that cannot be written to is served as well.
  }
  return secret
}
