import type { HttpResponseBase } from '../../http/response-base.js'

/**
 * Compares a streamed answer with its Content-Length: what is too much would be read as the beginning of the next answer, and
 * for what is missing the client would wait.
 */
export class AnnouncedLength {
  readonly #announced: number | null
  #bytes = 0

  constructor({ headers, statusCode }: HttpResponseBase) {
    const length = headers.get('Content-Length')
    this.#announced = length === null || statusCode === 204 || statusCode === 304 ? null : Number(length)
  }

  /** Throws when these bytes are more than was announced. */
  count(bytes: number): void {
    this.#bytes += bytes
    if (this.#announced !== null && this.#bytes > this.#announced) throw this.#error('more')
  }

  /** Throws when there were fewer. */
  end(): void {
    if (this.#announced !== null && this.#bytes < this.#announced) throw this.#error(`${this.#bytes}`)
  }

  #error(found: string): RangeError {
    return new RangeError(
      `The Content-Length of this streamed response is ${this.#announced}, but it has ${found} bytes.`,
    )
  }
}
