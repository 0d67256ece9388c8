import type { Duplex } from 'node:stream'
import type { FrameType, ResponseHead } from './protocol.js'

export type FrameHandler = (type: number, id: number, payload: Buffer) => void

const headerBytes = 9

/** Frames over a stream, as protocol.ts describes them. Both processes use it; it knows no frame by name. */
export class Channel {
  readonly #stream: Duplex
  readonly #onFrame: FrameHandler
  // What arrived and is not a whole frame yet; joined only once `#wanted` bytes are there, so that a large body that
  // comes in many pieces is copied once.
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #wanted = 4

  /** `onFrame` is called in the order of arrival. */
  constructor(stream: Duplex, onFrame: FrameHandler) {
    this.#stream = stream
    this.#onFrame = onFrame
    stream.on('data', (chunk: Buffer) => this.#read(chunk))
  }

  sendEmpty(type: FrameType, id = 0): void {
    this.#stream.write(header(type, id, 0))
  }

  sendJson(type: FrameType, id: number, value: unknown): void {
    const text = JSON.stringify(value)
    const length = Buffer.byteLength(text)
    const frame = Buffer.allocUnsafe(headerBytes + length)
    writeHeader(frame, type, id, length)
    frame.write(text, headerBytes)
    this.#stream.write(frame)
  }

  sendBytes(type: FrameType, id: number, bytes: Uint8Array): void {
    this.#stream.write(header(type, id, bytes.byteLength))
    this.#stream.write(bytes)
  }

  /** A head and a whole body in one frame: `length of the head (4) · head as JSON · body`. */
  sendResponse(type: FrameType, id: number, head: ResponseHead, body: string | Uint8Array): void {
    const text = JSON.stringify(head)
    const headLength = Buffer.byteLength(text)
    const bodyLength = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength
    const isShort = bodyLength < 65_536
    const frame = Buffer.allocUnsafe(headerBytes + 4 + headLength + (isShort ? bodyLength : 0))
    writeHeader(frame, type, id, 4 + headLength + bodyLength)
    frame.writeUInt32BE(headLength, headerBytes)
    frame.write(text, headerBytes + 4)
    if (isShort) copyInto(frame, headerBytes + 4 + headLength, body)
    this.#stream.write(frame)
    if (!isShort) this.#stream.write(body)
  }

  /** Gathers what is sent in `work` into as few system calls as possible. */
  together(work: () => void): void {
    this.#stream.cork()
    try {
      work()
    } finally {
      this.#stream.uncork()
    }
  }

  #read(chunk: Buffer): void {
    this.#waiting.push(chunk)
    this.#waitingBytes += chunk.length
    if (this.#waitingBytes < this.#wanted) return
    let bytes = this.#waiting.length === 1 ? chunk : Buffer.concat(this.#waiting)
    const frames: Parameters<FrameHandler>[] = []
    this.#wanted = 4
    while (bytes.length >= this.#wanted) {
      const end = 4 + bytes.readUInt32BE(0)
      if (bytes.length < end) {
        this.#wanted = end
        break
      }
      frames.push([bytes[4]!, bytes.readUInt32BE(5), bytes.subarray(headerBytes, end)])
      bytes = bytes.subarray(end)
    }
    this.#waiting = bytes.length === 0 ? [] : [bytes]
    this.#waitingBytes = bytes.length
    // Only now: a handler that throws must not make the same bytes be read again.
    for (const frame of frames) this.#onFrame(...frame)
  }
}

/** The two halves that `sendResponse` put together. */
export function decodeResponse(payload: Buffer): { head: ResponseHead; body: Buffer } {
  const headEnd = 4 + payload.readUInt32BE(0)
  return { head: JSON.parse(payload.toString('utf8', 4, headEnd)) as ResponseHead, body: payload.subarray(headEnd) }
}

export function decodeJson<T>(payload: Buffer): T {
  return JSON.parse(payload.toString('utf8')) as T
}

function header(type: number, id: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(headerBytes)
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
