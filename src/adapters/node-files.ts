import {
  closeSync,
  createReadStream,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs'
import { resolve } from 'node:path'
import type { FileFacts, FileSystem, OpenFile } from '../http/files.js'

/** Files of this machine for `FileResponse`. Regular files only: a pipe or a device could block for ever. */
export const nodeFileSystem: FileSystem = {
  open(path) {
    const descriptor = openSync(path, 'r')
    try {
      return new NodeFile(descriptor, sizeOf(descriptor, `"${path}"`), () => closeSync(descriptor))
    } catch (error) {
      closeSync(descriptor)
      throw error
    }
  },

  openHandle(handle) {
    return new NodeFile(handle.fd, sizeOf(handle.fd, 'The handle'), () => void handle.close())
  },

  readAtOnce(path) {
    try {
      return readFileSync(path)
    } catch (error) {
      if (isMissing(error)) return null
      throw error
    }
  },

  facts(path) {
    // A name that no file can have; Node calls it a mistake in the program.
    if (path.includes('\0')) return null
    try {
      const stats = statSync(path)
      return { kind: kindOf(stats), modified: stats.mtimeMs / 1000, realPath: realpathSync(path) }
    } catch (error) {
      if (isMissing(error)) return null
      throw error
    }
  },

  list: path => readdirSync(path),
  absolute: path => resolve(path),
}

function kindOf(stats: Stats): FileFacts['kind'] {
  if (stats.isFile()) return 'file'
  return stats.isDirectory() ? 'folder' : 'other'
}

function isMissing(error: unknown): boolean {
  // A link that leads to itself leads nowhere.
  return ['ENOENT', 'ENOTDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')
}

function sizeOf(descriptor: number, name: string): number {
  const stats = fstatSync(descriptor)
  if (!stats.isFile()) throw new Error(`${name} is not a regular file.`)
  return stats.size
}

class NodeFile implements OpenFile {
  readonly size: number
  readonly #descriptor: number
  readonly #close: () => void
  #isOpen = true

  constructor(descriptor: number, size: number, close: () => void) {
    this.#descriptor = descriptor
    this.size = size
    this.#close = close
  }

  stream(start = 0, end = this.size): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
    if (start >= end) return []
    return createReadStream('', { fd: this.#descriptor, autoClose: false, start, end: end - 1 })
  }

  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#close()
  }
}
