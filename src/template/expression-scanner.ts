import { isSpace } from '../utils/python/space.js'
import { TemplateSyntaxError } from './exceptions.js'

/** What the filters of an expression are applied to. */
export interface ScannedSubject {
  /** The variable or the literal. */
  readonly text: string
  /** Whether it is text in quotes. */
  readonly isConstant: boolean
}

export interface ScannedFilter {
  readonly name: string
  /** As it is written; `null` when there is none. */
  readonly arg: string | null
}

/**
 * Takes `subject|name:arg|name` apart, from left to right, by Django's rules, which are those of its `filter_re`; its
 * messages too. A part begins where the one before ends; nothing is looked at twice.
 */
export class ExpressionScanner {
  readonly #token: string
  #at = 0

  constructor(token: string) {
    this.#token = token
  }

  /** To be called first. Throws TemplateSyntaxError when the expression begins with none. */
  subject(): ScannedSubject {
    const constantText = this.#take(constant)
    const text = constantText ?? this.#takeVariable()
    if (text === null) throw this.#withoutSubject()
    return { text, isConstant: constantText !== null }
  }

  /** The next filter; `null` at the end. Throws TemplateSyntaxError when something else follows. */
  nextFilter(): ScannedFilter | null {
    const filter = this.#takeFilter()
    if (filter === null && this.#at < this.#token.length) throw this.#unparsed()
    return filter
  }

  #takeVariable(): string | null {
    return this.#take(variableName) ?? this.#take(number)
  }

  /** `|name` or `|name:arg`, with white space around the bar; moves only past a whole one. */
  #takeFilter(): ScannedFilter | null {
    const start = this.#at
    this.#skipSpace()
    if (this.#token[this.#at] === '|') {
      this.#at++
      this.#skipSpace()
      const name = this.#take(filterName)
      if (name !== null) return { name, arg: this.#takeArgument() }
    }
    this.#at = start
    return null
  }

  #takeArgument(): string | null {
    if (this.#token[this.#at] !== ':') return null
    this.#at++
    const arg = this.#take(constant) ?? this.#takeVariable()
    if (arg === null) this.#at--
    return arg
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#token)
    if (match === null) return null
    this.#at = pattern.lastIndex
    return match[0]
  }

  #skipSpace(): void {
    while (this.#at < this.#token.length && isSpace(this.#token.charCodeAt(this.#at))) this.#at++
  }

  #withoutSubject(): TemplateSyntaxError {
    if (this.#takeFilter() !== null) {
      return new TemplateSyntaxError(`Could not find variable at start of ${this.#token}.`)
    }
    return this.#unparsed()
  }

  // Whether a filter follows somewhere decides how Django words it.
  #unparsed(): TemplateSyntaxError {
    const [token, upto] = [this.#token, this.#at]
    const next = this.#nextFilter()
    if (next === -1) {
      const message = `Could not parse the remainder: '${token.slice(upto)}' from '${token}'`
      return new TemplateSyntaxError(message, hintFor(token, upto))
    }
    return new TemplateSyntaxError(
      `Could not parse some characters: ${token.slice(0, upto)}|${token.slice(upto, next)}|${token.slice(next)}`,
    )
  }

  /** Where the next filter begins, white space before its bar included; -1 when there is none. */
  #nextFilter(): number {
    const from = this.#at
    for (let bar = this.#token.indexOf('|', from); bar !== -1; bar = this.#token.indexOf('|', bar + 1)) {
      this.#at = bar
      if (this.#takeFilter() === null) continue
      let start = bar
      while (start > from && isSpace(this.#token.charCodeAt(start - 1))) start--
      return start
    }
    return -1
  }
}

function hintFor(token: string, upto: number): string | undefined {
  if (token === '=') return 'Values are compared with `==`.'
  return token[upto] === '('
    ? 'Functions are called without parentheses; what needs arguments is a filter or a tag.'
    : undefined
}

const quoted = '"[^"\\\\]*(?:\\\\.[^"\\\\]*)*"|\'[^\'\\\\]*(?:\\\\.[^\'\\\\]*)*\''
const constant = new RegExp(`_\\((?:${quoted})\\)|${quoted}`, 'y')
const variableName = /[\p{L}\p{N}_.]+/uy
const filterName = /[\p{L}\p{N}_]+/uy
const number = /[-+.]?\d[\d.e]*/y
