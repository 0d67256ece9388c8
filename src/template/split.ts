import { smartSplit } from '../utils/smart-split.js'

/** The words of a tag: as `smartSplit`, and `_("…")` stays together too. */
export function splitContents(contents: string): string[] {
  const bits = smartSplit(contents)
  const result: string[] = []
  for (let i = 0; i < bits.length; i++) {
    let bit = bits[i]!
    if (/^_\(["']/.test(bit)) {
      const end = `${bit[2]})`
      while (!bits[i]!.endsWith(end) && i + 1 < bits.length) bit += ` ${bits[++i]}`
    }
    result.push(bit)
  }
  return result
}

/** A quoted text without its quotes and escapes; `null` when it is none. Django: `unescape_string_literal`. */
export function unescapeStringLiteral(literal: string): string | null {
  const quote = literal[0]
  if ((quote !== '"' && quote !== "'") || literal.at(-1) !== quote) return null
  return literal.slice(1, -1).replaceAll(`\\${quote}`, quote).replaceAll('\\\\', '\\')
}
