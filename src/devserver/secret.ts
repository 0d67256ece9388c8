import { closeSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs'
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

// Straight from the system: loading node:crypto for these bytes would take milliseconds of the first start.
function randomText(): string {
  const bytes = Buffer.alloc(32)
  const source = openSync('/dev/urandom', 'r')
  try {
    if (readSync(source, bytes) !== bytes.length) throw new Error('/dev/urandom gave too few bytes.')
  } finally {
    closeSync(source)
  }
  return bytes.toString('base64url')
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
