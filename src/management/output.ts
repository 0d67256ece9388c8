/** What can be written to: `process.stdout` is one. */
export interface Writable {
  write(text: string): unknown
}

/** How `Output.write` differs for one text. */
export interface WriteOptions {
  /** Instead of how this output paints everything. */
  readonly style?: (text: string) => string
  /** What the text ends with, if it does not already. A line end unless told. */
  readonly ending?: string
}

/** Standard output or standard error of a command. Django: `OutputWrapper`. */
export class Output {
  readonly #to: Writable
  readonly #style: (text: string) => string

  constructor(to: Writable, style: (text: string) => string = text => text) {
    this.#to = to
    this.#style = style
  }

  /** Writes a line, or text with another ending. */
  write(text = '', { style = this.#style, ending = '\n' }: WriteOptions = {}): void {
    const body = ending !== '' && text.endsWith(ending) ? text.slice(0, -ending.length) : text
    this.#to.write(`${body === '' ? '' : style(body)}${ending}`)
  }
}
