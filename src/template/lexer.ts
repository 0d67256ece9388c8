import { strip } from '../utils/python/space.js'
import { Token } from './token.js'

/**
 * Cuts a template into tokens. Django: `Lexer` and `DebugLexer`, as one: positions are always kept.
 * Takes time in proportion to the template.
 */
export class Lexer {
  readonly #source: string
  readonly #tokens: Token[] = []
  /** The line that `#countedTo` is on. */
  #line = 1
  #countedTo = 0
  /** What ends the verbatim block we are in; `null` outside. */
  #verbatimEnd: string | null = null

  constructor(templateString: string) {
    this.#source = templateString
  }

  tokenize(): Token[] {
    const source = this.#source
    const finder = new TagFinder(source)
    let upto = 0
    for (let open = source.indexOf('{'); open !== -1; open = source.indexOf('{', open)) {
      const end = finder.endOfTag(open)
      if (end === -1) {
        open++
        continue
      }
      if (open > upto) this.#add('text', source.slice(upto, open), upto, open)
      this.#addTag(open, end)
      upto = open = end
    }
    if (upto < source.length) this.#add('text', source.slice(upto), upto, source.length)
    return this.#tokens
  }

  #addTag(start: number, end: number): void {
    const kind = kinds[this.#source[start + 1]!]!
    const contents = strip(this.#source.slice(start + 2, end - 2))
    const isText = this.#verbatimEnd !== null && (kind !== 'block' || contents !== this.#verbatimEnd)
    if (isText) return this.#add('text', this.#source.slice(start, end), start, end)
    if (kind === 'block') this.#verbatimEnd = this.#verbatimEnd === null ? verbatimEndOf(contents) : null
    this.#add(kind, contents, start, end)
  }

  #add(type: Token['tokenType'], contents: string, start: number, end: number): void {
    this.#tokens.push(new Token(type, contents, [start, end], this.#lineAt(start)))
  }

  #lineAt(offset: number): number {
    const source = this.#source
    for (let i = source.indexOf('\n', this.#countedTo); i !== -1 && i < offset; i = source.indexOf('\n', i + 1)) {
      this.#line++
    }
    this.#countedTo = offset
    return this.#line
  }
}

const kinds: Readonly<Record<string, Token['tokenType']>> = { '%': 'block', '{': 'var', '#': 'comment' }

function verbatimEndOf(contents: string): string | null {
  return contents === 'verbatim' || contents.startsWith('verbatim ') ? `end${contents}` : null
}

/** Says where tags end. A tag is on one line. Remembers what it has found, so that nothing is searched twice. */
class TagFinder {
  readonly #source: string
  readonly #found: Record<string, number> = {}

  constructor(source: string) {
    this.#source = source
  }

  /** Behind the tag that opens at `open`; -1 when there is none. */
  endOfTag(open: number): number {
    const end = closings[this.#source[open + 1]!]
    if (end === undefined) return -1
    const close = this.#next(end, open + 2)
    return close === -1 || this.#newlineIn(open, close) ? -1 : close + 2
  }

  #newlineIn(start: number, end: number): boolean {
    const newline = this.#next('\n', start)
    return newline !== -1 && newline < end
  }

  // The questions come in order, so the last answer often is the next one.
  #next(text: string, from: number): number {
    const known = this.#found[text]
    if (known !== undefined && (known === -1 || known >= from)) return known
    const index = this.#source.indexOf(text, from)
    this.#found[text] = index
    return index
  }
}

const closings: Readonly<Record<string, string>> = { '%': '%}', '{': '}}', '#': '#}' }
