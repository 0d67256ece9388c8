import { isSpace } from './python/space.js'

/**
 * The words of a text; what is in quotes stays together, quotes included. Django: `smart_split`.
 * Takes time in proportion to the text, whatever is in it.
 */
export function smartSplit(text: string): string[] {
  const scanner = new QuoteScanner(text)
  const bits: string[] = []
  let start = skipSpace(text, 0)
  while (start < text.length) {
    const end = scanner.endOfQuoted(start) ?? endOfWord(text, start)
    bits.push(text.slice(start, end))
    start = skipSpace(text, end)
  }
  return bits
}

/** Finds where quoted text ends, without looking at any character more than a few times. */
class QuoteScanner {
  readonly #text: string
  readonly #ends: Record<string, Int32Array | undefined> = {}

  constructor(text: string) {
    this.#text = text
  }

  // A word with quotes in it ends where, after the last quoted part, comes white space or a quote nobody closes.
  endOfQuoted(start: number): number | null {
    let end = skipPlain(this.#text, start)
    let found: number | null = null
    for (;;) {
      const close = this.#closeOf(end)
      if (close === -1) return found
      end = skipPlain(this.#text, close + 1)
      found = end
    }
  }

  /** Where the quote that opens at `open` closes; -1 when none opens there or none closes. */
  #closeOf(open: number): number {
    const quote = this.#text[open]
    if (quote !== '"' && quote !== "'") return -1
    this.#ends[quote] ??= closings(this.#text, quote)
    return this.#ends[quote][open + 1]!
  }
}

/** For each index: where quoted text that goes on there ends. From the right, since a backslash hides what follows. */
function closings(text: string, quote: string): Int32Array {
  const ends = new Int32Array(text.length + 3).fill(-1)
  for (let i = text.length - 1; i >= 0; i--) {
    if (text[i] === quote) ends[i] = i
    else ends[i] = ends[text[i] === '\\' ? i + 2 : i + 1]!
  }
  return ends
}

function skipSpace(text: string, start: number): number {
  let i = start
  while (i < text.length && isSpace(text.charCodeAt(i))) i++
  return i
}

function endOfWord(text: string, start: number): number {
  let i = start
  while (i < text.length && !isSpace(text.charCodeAt(i))) i++
  return i
}

function skipPlain(text: string, start: number): number {
  let i = start
  while (i < text.length && text[i] !== '"' && text[i] !== "'" && !isSpace(text.charCodeAt(i))) i++
  return i
}
