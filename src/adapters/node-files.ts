import { closeSync, createReadStream, fstatSync, openSync } from 'node:fs'
import type { FileSystem, OpenFile } from '../http/files.js'

/** Files of this machine for `FileResponse`. Regular files only: a pipe or a device could block for ever. */
export const nodeFileSystem: FileSystem = {
  open(path) {
    const descriptor = openSync(path, 'r')
    try {
      const stats = fstatSync(descriptor)
      if (!stats.isFile()) throw new Error(`"${path}" is not a regular file.`)
      return new NodeFile(descriptor, stats.size)
    } catch (error) {
      closeSync(descriptor)
      throw error
    }
  },
}

class NodeFile implements OpenFile {
  readonly size: number
  readonly #descriptor: number
  #isOpen = true

  constructor(descriptor: number, size: number) {
    this.#descriptor = descriptor
    this.size = size
  }

  stream(start = 0, end = this.size): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
    if (start >= end) return []
    return createReadStream('', { fd: this.#descriptor, autoClose: false, start, end: end - 1 })
  }

  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    closeSync(this.#descriptor)
  }
}
