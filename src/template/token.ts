import { splitWords } from '../utils/python/space.js'
import { splitContents } from './split.js'

/** What a piece of a template is. */
export type TokenType = 'text' | 'var' | 'block' | 'comment'

/** A piece of a template: text, or a tag without its braces. Django: `django.template.base.Token`. */
export class Token {
  readonly tokenType: TokenType
  /** The text, or what stands between the braces without the white space around it. */
  readonly contents: string
  /** Where it begins and ends in the source, braces included, in UTF-16 units. */
  readonly position: readonly [start: number, end: number]
  /** The line it begins on, counted from 1. */
  readonly lineno: number

  constructor(tokenType: TokenType, contents: string, position: readonly [start: number, end: number], lineno: number) {
    this.tokenType = tokenType
    this.contents = contents
    this.position = position
    this.lineno = lineno
  }

  /** The first word: the name of a tag; `undefined` when there is none. */
  get command(): string | undefined {
    return splitWords(this.contents)[0]
  }

  /** The words between the braces; what is in quotes or in `_("…")` stays together. */
  splitContents(): string[] {
    return splitContents(this.contents)
  }

  toString(): string {
    const name = this.tokenType[0]!.toUpperCase() + this.tokenType.slice(1)
    return `<${name} token: "${this.contents.slice(0, 20).replaceAll('\n', '')}...">`
  }
}
