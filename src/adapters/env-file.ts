import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'

/** What a `.env` file says; nothing when there is none, or it may not be read. */
export function readEnv(file: string): Readonly<Record<string, string>> {
  try {
    return parseEnv(readFileSync(file, 'utf8')) as Record<string, string>
  } catch {
    return {}
  }
}
