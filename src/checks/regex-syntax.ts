/** A regular expression taken apart as far as its ambiguity goes. */
export type RegexNode =
  /** One character, of those that the source stands for. */
  | { readonly kind: 'character'; readonly source: string }
  | { readonly kind: 'sequence'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'alternatives'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'repeat'; readonly part: RegexNode; readonly least: number; readonly most: number }

/** Takes the source of a `u` mode expression apart; `undefined` where it looks around, back, or at borders. */
export function parseRegex(source: string): RegexNode | undefined {
  try {
    return new Parser(source).whole()
  } catch (error) {
    if (error === tooClever) return undefined
    throw error
  }
}

const tooClever = Symbol('too clever')

class Parser {
  readonly #source: string
  #at = 0

  constructor(source: string) {
    this.#source = source
  }

  whole(): RegexNode {
    const node = this.#alternatives()
    if (this.#at < this.#source.length) throw tooClever
    return node
  }

  #alternatives(): RegexNode {
    const parts = [this.#sequence()]
    while (this.#take('|')) parts.push(this.#sequence())
    return parts.length === 1 ? parts[0]! : { kind: 'alternatives', parts }
  }

  #sequence(): RegexNode {
    const parts: RegexNode[] = []
    while (this.#at < this.#source.length && !/[|)]/.test(this.#source[this.#at]!)) parts.push(this.#repeated())
    return { kind: 'sequence', parts }
  }

  #repeated(): RegexNode {
    const part = this.#atom()
    const match = this.#match(/([*+?])|\{(\d+)(?:(,)(\d*))?\}/y)
    if (match === null) return part
    this.#take('?')
    const [, sign, least, comma, most] = match
    if (sign !== undefined)
      return { kind: 'repeat', part, least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Infinity }
    return { kind: 'repeat', part, least: Number(least), most: comma ? Number(most || Infinity) : Number(least) }
  }

  #atom(): RegexNode {
    if (this.#match(/\((?:\?:|\?<(?![=!])[^>]*>|(?!\?))/y)) {
      const inside = this.#alternatives()
      if (!this.#take(')')) throw tooClever
      return inside
    }
    const match = this.#match(
      /\[\^?(?:\\.|[^\]\\])*\]|\\(?:[pP]\{[^}]*\}|x[\da-f]{2}|u\{[\da-f]+\}|u[\da-f]{4}|[^\dkbBAZ])|[^\\()[\]^$*+?]/isuy,
    )
    if (match === null) throw tooClever
    return { kind: 'character', source: match[0] }
  }

  #take(text: string): boolean {
    const isThere = this.#source.startsWith(text, this.#at)
    if (isThere) this.#at += text.length
    return isThere
  }

  #match(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.#at
    const match = sticky.exec(this.#source)
    if (match) this.#at += match[0].length
    return match
  }
}
