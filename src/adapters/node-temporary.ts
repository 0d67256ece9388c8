import { closeSync, openSync, read, readSync, unlinkSync, writev } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TemporaryFile, TemporaryStorage } from '../http/uploads/storage.js'

/**
 * Temporary files of this machine, for uploads. What requests still hold when the process exits is removed then. That
 * is: when it returns, throws or calls `process.exit()`, also from a listener for SIGTERM or SIGINT. A signal that
 * nobody listens for ends a process at once, as SIGKILL and a crash of Node always do, and leaves them where they are.
 */
export const nodeTemporaryStorage: TemporaryStorage = {
  create(directory) {
    const path = join(directory ?? tmpdir(), `tmp${randomName()}.upload`)
    // Exclusive, and nobody else's to read: the directory may be everybody's.
    return new NodeTemporaryFile(path, openSync(path, 'wx+', 0o600))
  },
}

// Loaded with the first upload that needs it: node:crypto takes milliseconds of every start.
function randomName(): string {
  return process.getBuiltinModule('node:crypto').randomBytes(8).toString('hex')
}

/** How much may wait to be written before the sender is asked to. */
const writeBehindBytes = 1024 * 1024

const readBytes = 64 * 1024

class NodeTemporaryFile implements TemporaryFile {
  readonly path: string
  readonly #descriptor: number
  #waiting: Uint8Array[] = []
  #waitingBytes = 0
  #isWriting = false
  #problem: Error | null = null
  /** Called when a write has come to its end. */
  #wake: (() => void)[] = []
  /** Operations that have the descriptor: it must not be another file's before they are over. */
  #users = 0
  #isClosed = false

  constructor(path: string, descriptor: number) {
    this.path = path
    this.#descriptor = descriptor
    removeAtExit(path)
  }

  write(bytes: Uint8Array): void | Promise<void> {
    this.#waiting.push(bytes)
    this.#waitingBytes += bytes.length
    this.#writeOn()
    if (this.#waitingBytes > writeBehindBytes || this.#problem !== null) return this.#until(writeBehindBytes / 2)
  }

  flush(): void | Promise<void> {
    if (this.#isWriting || this.#problem !== null) return this.#until(0)
  }

  read(start: number, length: number): Uint8Array {
    this.#checkOpen()
    const bytes = new Uint8Array(Math.max(0, length))
    let filled = 0
    while (filled < bytes.length) {
      const count = readSync(this.#descriptor, bytes, filled, bytes.length - filled, start + filled)
      if (count === 0) break
      filled += count
    }
    return bytes.subarray(0, filled)
  }

  async *stream(start: number): AsyncGenerator<Uint8Array, void, undefined> {
    for (let position = start; ; ) {
      const bytes = await this.#readLater(position)
      if (bytes.length === 0) return
      position += bytes.length
      yield bytes
    }
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#waiting = []
    this.#waitingBytes = 0
    forgetAtExit(this.path)
    try {
      unlinkSync(this.path)
    } catch {
      // Moved away, to be kept.
    }
    if (this.#users === 0) closeSync(this.#descriptor)
  }

  #writeOn(): void {
    if (this.#isWriting || this.#isClosed || this.#waitingBytes === 0) return
    const buffers = this.#waiting
    this.#waiting = []
    this.#isWriting = true
    this.#use()
    this.#writeAll(buffers, error => {
      this.#isWriting = false
      this.#problem ??= error
      this.#release()
      this.#writeOn()
      for (const wake of this.#wake.splice(0)) wake()
    })
  }

  #writeAll(buffers: readonly Uint8Array[], done: (error: Error | null) => void): void {
    writev(this.#descriptor, buffers, (error, written) => {
      this.#waitingBytes -= written
      const rest = error ? [] : without(buffers, written)
      if (rest.length > 0) this.#writeAll(rest, done)
      else done(error)
    })
  }

  async #until(bytes: number): Promise<void> {
    while (this.#isWriting && this.#problem === null && this.#waitingBytes > bytes) await this.#nextWrite()
    if (bytes === 0) while (this.#isWriting && this.#problem === null) await this.#nextWrite()
    if (this.#problem !== null) throw this.#problem
  }

  #nextWrite(): Promise<void> {
    return new Promise(resolve => this.#wake.push(resolve))
  }

  #readLater(position: number): Promise<Uint8Array> {
    this.#checkOpen()
    this.#use()
    return new Promise((resolve, reject) => {
      read(this.#descriptor, new Uint8Array(readBytes), 0, readBytes, position, (error, count, bytes) => {
        this.#release()
        if (error) reject(error)
        else resolve(bytes.subarray(0, count))
      })
    })
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new Error('I/O operation on closed file.')
  }

  #use(): void {
    this.#users++
  }

  #release(): void {
    this.#users--
    if (this.#isClosed && this.#users === 0) closeSync(this.#descriptor)
  }
}

function without(buffers: readonly Uint8Array[], written: number): Uint8Array[] {
  let left = written
  return buffers.flatMap(buffer => {
    const skipped = Math.min(left, buffer.length)
    left -= skipped
    return skipped === buffer.length ? [] : [buffer.subarray(skipped)]
  })
}

/**
 * Has temporary files removed also when `signal` ends the process with nobody listening for it. For a process of our
 * own: while files are open there is a listener then, which elsewhere is the user's to decide.
 */
export function removeAtSignal(signal: NodeJS.Signals): void {
  endingSignals.add(signal)
}

const endingSignals = new Set<NodeJS.Signals>()
const open = new Set<string>()
let isListening = false

function removeAtExit(path: string): void {
  if (open.size === 0) for (const signal of endingSignals) process.on(signal, endBySignal)
  open.add(path)
  if (isListening) return
  isListening = true
  process.on('exit', removeAll)
}

function forgetAtExit(path: string): void {
  open.delete(path)
  if (open.size === 0) for (const signal of endingSignals) process.off(signal, endBySignal)
}

function endBySignal(signal: NodeJS.Signals): void {
  removeAll()
  process.off(signal, endBySignal)
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
}

function removeAll(): void {
  for (const path of open) {
    try {
      unlinkSync(path)
    } catch {
      // Somebody was quicker.
    }
  }
}
