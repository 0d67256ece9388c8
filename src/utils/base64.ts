import { decodeLatin1, encodeText } from './charsets.js'

/**
 * Undoes Base64 that arrives in pieces, as kindly as Python's `base64.b64decode`: what is not of the alphabet is passed
 * over, and what follows complete padding is not looked at.
 */
export class Base64Decoder {
  #quantum = 0
  #position = 0
  #pads = 0
  #isOver = false

  /** The bytes that the next piece of text completes. */
  write(text: Uint8Array): Uint8Array {
    const result = new Uint8Array(Math.ceil(((text.length + 3) * 3) / 4))
    let length = 0
    for (let i = 0; i < text.length && !this.#isOver; i++) {
      const value = digits[text[i]!]!
      if (value === padding) this.#pad()
      if (value >= 0 && this.#take(value)) result[length++] = this.#byte()
    }
    return result.subarray(0, length)
  }

  /** Whether the text may end here. */
  get isComplete(): boolean {
    return this.#isOver || this.#position === 0
  }

  #pad(): void {
    if (this.#position >= 2 && this.#position + ++this.#pads >= 4) this.#isOver = true
  }

  #take(value: number): boolean {
    this.#pads = 0
    this.#quantum = ((this.#quantum << 6) | value) & 0xffffff
    this.#position = (this.#position + 1) % 4
    return this.#position !== 1
  }

  #byte(): number {
    return (this.#quantum >> (this.#position === 0 ? 0 : 6 - 2 * (this.#position - 1))) & 0xff
  }
}

/** The bytes that Base64 text stands for, read as `Base64Decoder` does; `null` when it ends too soon. */
export function decodeBase64(text: Uint8Array): Uint8Array | null {
  const decoder = new Base64Decoder()
  const bytes = decoder.write(text)
  return decoder.isComplete ? bytes : null
}

/** URL-safe Base64 without padding (RFC 4648 section 5). */
export function encodeUrlsafeBase64(bytes: Uint8Array): string {
  return btoa(decodeLatin1(bytes))
    .replace(/={1,2}$/, '')
    .replaceAll('+', '-')
    .replaceAll('/', '_')
}

/**
 * The bytes that URL-safe Base64 stands for, with or without padding. Throws RangeError (Python's ValueError) when it
 * ends too soon.
 */
export function decodeUrlsafeBase64(text: string): Uint8Array {
  const padded = text + '='.repeat((4 - (text.length % 4)) % 4)
  const bytes = decodeBase64(encodeText(padded.replaceAll('-', '+').replaceAll('_', '/'), 'utf-8'))
  if (bytes === null) throw new RangeError('Incorrect padding')
  return bytes
}

const nothing = -1
const padding = -2
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const digits = new Int8Array(256).fill(nothing)
for (let i = 0; i < alphabet.length; i++) digits[alphabet.charCodeAt(i)] = i
digits[0x3d] = padding
