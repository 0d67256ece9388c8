/**
 * TypeScript with what is in comments, strings and regular expressions replaced by blanks, so that what is left can be
 * searched. Every character stays where it is; quotes stay too.
 */
export function blanked(source: string): string {
  return new Blanker(source).run()
}

class Blanker {
  readonly #source: string
  #at = 0
  #out = ''
  /** What a brace closes: `true` for the `${…}` of a template string. */
  readonly #braces: boolean[] = []

  constructor(source: string) {
    this.#source = source
  }

  run(): string {
    while (this.#at < this.#source.length) this.#step()
    return this.#out
  }

  #step(): void {
    const [char, next] = [this.#source[this.#at]!, this.#source[this.#at + 1]]
    if (char === '/' && next === '/') this.#blankTo(this.#indexOf('\n'))
    else if (char === '/' && next === '*') this.#blankTo(this.#indexOf('*/', 2))
    else if (char === '"' || char === "'") this.#string(char)
    else if (char === '`') this.#templateString()
    else if (char === '/' && this.#isRegexPosition()) this.#regex()
    else if (char === '}' && this.#braces.pop() === true) this.#templateString()
    else {
      if (char === '{') this.#braces.push(false)
      this.#keep(1)
    }
  }

  #keep(length: number): void {
    this.#out += this.#source.slice(this.#at, this.#at + length)
    this.#at += length
  }

  #blankTo(end: number): void {
    this.#out += this.#source.slice(this.#at, end).replace(/[^\n]/g, ' ')
    this.#at = end
  }

  #indexOf(text: string, extra = 0): number {
    const index = this.#source.indexOf(text, this.#at)
    return index === -1 ? this.#source.length : index + extra
  }

  #string(quote: string): void {
    let end = this.#at + 1
    while (end < this.#source.length && this.#source[end] !== quote && this.#source[end] !== '\n') {
      end += this.#source[end] === '\\' ? 2 : 1
    }
    this.#keep(1)
    this.#blankTo(Math.min(end, this.#source.length))
    this.#keep(1)
  }

  // Up to its end or to the next `${`, whose code is code.
  #templateString(): void {
    this.#keep(1)
    let end = this.#at
    while (end < this.#source.length && this.#source[end] !== '`' && !this.#source.startsWith('${', end)) {
      end += this.#source[end] === '\\' ? 2 : 1
    }
    this.#blankTo(Math.min(end, this.#source.length))
    if (this.#source[this.#at] === '$') {
      this.#keep(2)
      this.#braces.push(true)
    } else this.#keep(1)
  }

  #regex(): void {
    const match = /^\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\//.exec(this.#source.slice(this.#at, this.#at + 1000))
    this.#blankTo(this.#at + (match?.[0].length ?? 1))
  }

  // Behind a value a slash divides.
  #isRegexPosition(): boolean {
    return /(?:^|[(,=:[!&|?{};\n]|\breturn|=>)\s*$/.test(this.#out.slice(-20))
  }
}

/** The index behind the bracket that closes the one at `open`; -1 when none does. For blanked code. */
export function endOfBracket(code: string, open: number): number {
  const closers: string[] = []
  for (let i = open; i < code.length; i++) {
    const char = code[i]!
    if (char in pairs) closers.push(pairs[char]!)
    else if (char === closers.at(-1)) {
      closers.pop()
      if (closers.length === 0) return i + 1
    } else if (/[)\]}]/.test(char)) return -1
  }
  return -1
}

const pairs: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

/** The parts of a list, `start` to `end`, between separators that no bracket encloses: where each begins and ends. */
export function partsOf(code: string, start: number, end: number, separator: RegExp): [start: number, end: number][] {
  const parts: [number, number][] = []
  let from = start
  for (let i = start; i < end; i++) {
    const char = code[i]!
    if (char in pairs) {
      const next = endOfBracket(code, i)
      i = (next === -1 ? end : next) - 1
    } else if (separator.test(char)) {
      parts.push([from, i])
      from = i + 1
    }
  }
  parts.push([from, end])
  return parts.filter(([a, b]) => code.slice(a, b).trim() !== '')
}
