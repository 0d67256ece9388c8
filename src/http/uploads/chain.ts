import { after, isPromiseLike, type MaybeLater } from '../../utils/after.js'
import type { UploadedFile } from '../uploaded-file.js'
import { type FileUploadHandler, StopFutureHandlers } from './handler.js'

/** The handlers of one upload, one behind the other. Answers in the same tick unless one of them takes its time. */
export class HandlerChain {
  readonly handlers: readonly FileUploadHandler[]
  readonly #chunkSize: number
  /** How many bytes of the present file each has got. */
  #counters: number[] = []

  constructor(handlers: readonly FileUploadHandler[]) {
    this.handlers = handlers
    const sizes = handlers.map(({ chunkSize }) => chunkSize).filter(size => size > 0)
    this.#chunkSize = Math.min(2 ** 31 - 4, ...sizes)
  }

  newFile(...file: Parameters<FileUploadHandler['newFile']>): MaybeLater<void> {
    this.#counters = this.handlers.map(() => 0)
    return quietAbout(StopFutureHandlers, () => inTurn(this.handlers, handler => handler.newFile(...file)))
  }

  /** Hands bytes down the chain, in pieces as small as the smallest `chunkSize`. */
  receive(bytes: Uint8Array): MaybeLater<void> {
    if (bytes.length <= this.#chunkSize) return this.#receivePiece(bytes)
    const head = this.#receivePiece(bytes.subarray(0, this.#chunkSize))
    return after(head, () => this.receive(bytes.subarray(this.#chunkSize)))
  }

  /** What the first handler that has the file makes of it. */
  complete(): MaybeLater<UploadedFile | null> {
    let file: UploadedFile | null = null
    const done = inTurn(this.handlers, (handler, index) =>
      after(handler.fileComplete(this.#counters[index]!), result => {
        file = result || null
        return file !== null
      }),
    )
    return after(done, () => file)
  }

  /** All files are there, or the upload was stopped. */
  finish(): MaybeLater<void> {
    return inTurn(this.handlers, handler => after(handler.uploadComplete(), Boolean))
  }

  interrupted(): MaybeLater<void> {
    return inTurn(this.handlers, handler => after(handler.uploadInterrupted(), () => false))
  }

  /** Closes what handlers have open under the name `file`, as Django has it. */
  closeFiles(): void {
    for (const handler of this.handlers as readonly { file?: { close?: unknown } | null }[]) {
      if (typeof handler.file?.close === 'function') handler.file.close()
    }
  }

  #receivePiece(bytes: Uint8Array): MaybeLater<void> {
    const counters = this.#counters
    let chunk = bytes
    return inTurn(this.handlers, (handler, index) =>
      after(handler.receiveDataChunk(chunk, counters[index]!), left => {
        counters[index]! += chunk.length
        if (!left) return true
        chunk = left
        return false
      }),
    )
  }
}

/** Calls `visit` for each, one after the other, until one gives true. */
function inTurn<T>(
  items: readonly T[],
  visit: (item: T, index: number) => MaybeLater<unknown>,
  from = 0,
): MaybeLater<void> {
  for (let index = from; index < items.length; index++) {
    const isOver = visit(items[index]!, index)
    if (isPromiseLike(isOver)) {
      return Promise.resolve(isOver).then(value => (value === true ? undefined : inTurn(items, visit, index + 1)))
    }
    if (isOver === true) return undefined
  }
  return undefined
}

function quietAbout(type: new () => Error, work: () => MaybeLater<void>): MaybeLater<void> {
  const quiet = (error: unknown) => {
    if (!(error instanceof type)) throw error
  }
  try {
    const result = work()
    return isPromiseLike(result) ? Promise.resolve(result).catch(quiet) : result
  } catch (error) {
    return quiet(error)
  }
}
