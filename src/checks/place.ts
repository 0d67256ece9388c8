/** A place in a file. */
export class Place {
  readonly file: string
  /** 1-based. */
  readonly line: number
  /** 1-based. */
  readonly column: number

  constructor(file: string, line: number, column: number) {
    this.file = file
    this.line = line
    this.column = column
  }

  toString(): string {
    return `${this.file}:${this.line}:${this.column}`
  }
}
