import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import type { SessionFiles } from '../contrib/sessions/files.js'
import { getRandomString } from '../utils/random.js'

/** Files of this machine for sessions. */
export const nodeSessionFiles: SessionFiles = {
  temporaryFolder: tmpdir,
  isFolder: path => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
  list: folder => readdirSync(folder),
  exists: path => statSync(path, { throwIfNoEntry: false }) !== undefined,

  read(path) {
    return attempt('ENOENT', () => {
      const descriptor = openSync(path, 'r')
      try {
        return { text: readFileSync(descriptor, 'latin1'), writtenAtMs: fstatSync(descriptor).mtimeMs }
      } finally {
        closeSync(descriptor)
      }
    })
  },

  create(path) {
    return attempt('EEXIST', () => closeSync(openSync(path, 'wx', 0o600))) !== null
  },

  // By a name of its own that takes the place of the old one: nobody ever reads half a session.
  replace(path, text) {
    const temporary = `${path}_out_${getRandomString(8)}`
    try {
      writeFileSync(temporary, text, { encoding: 'latin1', flag: 'wx', mode: 0o600 })
      renameSync(temporary, path)
    } catch (error) {
      nodeSessionFiles.remove(temporary)
      throw error
    }
  },

  remove(path) {
    attempt('ENOENT', () => unlinkSync(path))
  },
}

/** What `action` gives, `null` when it fails with this code. */
function attempt<T>(code: string, action: () => T): T | null {
  try {
    return action()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === code) return null
    throw error
  }
}
