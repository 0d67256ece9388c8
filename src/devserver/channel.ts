import type { Duplex } from 'node:stream'
import type { FrameType, ResponseHead } from './protocol.js'

export type FrameHandler = (type: number, id: number, payload: Buffer) => void

const headerBytes = 9

// A project may put something else in the place of these. What it does to its own answers is its business; that they
// travel is ours.
const { stringify, parse } = JSON
const { allocUnsafe, byteLength, concat } = Buffer
const { defineProperty, getOwnPropertyDescriptor } = Object
const { deleteProperty } = Reflect
const { prototype: arrayPrototype } = Array
const { prototype: objectPrototype } = Object

/** Frames over a stream, as protocol.ts describes them. Both processes use it; it knows no frame by name. */
export class Channel {
  readonly #stream: Duplex
  readonly #onFrame: FrameHandler
  readonly #gathers: boolean
  #isGathering = false
  // What arrived and is not a whole frame yet; joined only once `#wanted` bytes are there, so that a large body that
  // comes in many pieces is copied once.
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #wanted = 4

  /**
   * `onFrame` is called in the order of arrival. Under `gathers`, what is sent in one turn of the event loop leaves
   * together, in as few calls of the system as possible: not for a process whose next line may be its last.
   */
  constructor(stream: Duplex, onFrame: FrameHandler, { gathers = false }: { readonly gathers?: boolean } = {}) {
    this.#stream = stream
    this.#onFrame = onFrame
    this.#gathers = gathers
    stream.on('data', (chunk: Buffer) => this.#read(chunk))
  }

  sendEmpty(type: FrameType, id = 0): void {
    this.#write(header(type, id, 0))
  }

  sendJson(type: FrameType, id: number, value: unknown): void {
    const text = encodeJson(value)
    const length = byteLength(text)
    const frame = allocUnsafe(headerBytes + length)
    writeHeader(frame, type, id, length)
    frame.write(text, headerBytes)
    this.#write(frame)
  }

  sendBytes(type: FrameType, id: number, bytes: Uint8Array): void {
    this.#write(header(type, id, bytes.byteLength))
    this.#write(bytes)
  }

  /** A head and a whole body in one frame: `length of the head (4) · head as JSON · body`. */
  sendResponse(type: FrameType, id: number, head: ResponseHead, body: string | Uint8Array): void {
    const text = encodeJson(head)
    const headLength = byteLength(text)
    const bodyLength = typeof body === 'string' ? byteLength(body) : body.byteLength
    const isShort = bodyLength < 65_536
    const frame = allocUnsafe(headerBytes + 4 + headLength + (isShort ? bodyLength : 0))
    writeHeader(frame, type, id, 4 + headLength + bodyLength)
    frame.writeUInt32BE(headLength, headerBytes)
    frame.write(text, headerBytes + 4)
    if (isShort) copyInto(frame, headerBytes + 4 + headLength, body)
    this.#write(frame)
    if (!isShort) this.#write(body)
  }

  #write(bytes: Uint8Array | string): void {
    if (this.#gathers && !this.#isGathering) {
      this.#isGathering = true
      this.#stream.cork()
      setImmediate(() => {
        this.#isGathering = false
        this.#stream.uncork()
      })
    }
    this.#stream.write(bytes)
  }

  #read(chunk: Buffer): void {
    this.#waiting[this.#waiting.length] = chunk
    this.#waitingBytes += chunk.length
    if (this.#waitingBytes < this.#wanted) return
    let bytes = this.#waiting.length === 1 ? chunk : concat(this.#waiting)
    const frames: Parameters<FrameHandler>[] = []
    this.#wanted = 4
    while (bytes.length >= this.#wanted) {
      const end = 4 + bytes.readUInt32BE(0)
      if (bytes.length < end) {
        this.#wanted = end
        break
      }
      frames[frames.length] = [bytes[4]!, bytes.readUInt32BE(5), bytes.subarray(headerBytes, end)]
      bytes = bytes.subarray(end)
    }
    this.#waiting = bytes.length === 0 ? [] : [bytes]
    this.#waitingBytes = bytes.length
    // Only now: a handler that throws must not make the same bytes be read again.
    for (let index = 0; index < frames.length; index++) {
      const { 0: type, 1: id, 2: payload } = frames[index]!
      this.#onFrame(type, id, payload)
    }
  }
}

/** The two halves that `sendResponse` put together. */
export function decodeResponse(payload: Buffer): { head: ResponseHead; body: Buffer } {
  const headEnd = 4 + payload.readUInt32BE(0)
  return { head: parse(payload.toString('utf8', 4, headEnd)) as ResponseHead, body: payload.subarray(headEnd) }
}

/** The value as JSON, whatever the project has made of `JSON.stringify`, and of what arrays and objects tell it. */
export function encodeJson(value: unknown): string {
  if (!('toJSON' in arrayPrototype)) return stringify(value)
  return withoutToJson(arrayPrototype, () => withoutToJson(objectPrototype, () => stringify(value)))
}

function withoutToJson(prototype: object, work: () => string): string {
  const saved = getOwnPropertyDescriptor(prototype, 'toJSON')
  if (!saved?.configurable) return work()
  deleteProperty(prototype, 'toJSON')
  try {
    return work()
  } finally {
    defineProperty(prototype, 'toJSON', saved)
  }
}

export function decodeJson<T>(payload: Buffer): T {
  return parse(payload.toString('utf8')) as T
}

function header(type: number, id: number, length: number): Buffer {
  const bytes = allocUnsafe(headerBytes)
  writeHeader(bytes, type, id, length)
  return bytes
}

function writeHeader(frame: Buffer, type: number, id: number, length: number): void {
  frame.writeUInt32BE(5 + length, 0)
  frame[4] = type
  frame.writeUInt32BE(id, 5)
}

function copyInto(frame: Buffer, offset: number, body: string | Uint8Array): void {
  if (typeof body === 'string') frame.write(body, offset)
  else frame.set(body, offset)
}
