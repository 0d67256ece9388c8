import { SuspiciousOperation } from './exceptions.js'
import { HtmlParser } from './html-parser.js'
import { str } from './python/str.js'

/**
 * Text without its tags. What is left may still be markup to a browser: it has to be escaped like any other text.
 * Throws SuspiciousOperation for tags that come apart into other tags more than fifty times. Django: `strip_tags`.
 */
export function stripTags(value: unknown): string {
  let text = str(value)
  if (!text.includes('<')) return text
  for (const [open] of text.matchAll(/<[a-zA-Z][^>]{1000,}/g)) if (count(open, '<') >= DEEPEST) refuse()
  for (let depth = 0; text.includes('<') && text.includes('>'); depth++) {
    if (depth >= DEEPEST) refuse()
    const stripped = stripOnce(text)
    if (count(stripped, '<') === count(text, '<')) break
    text = stripped
  }
  return text
}

const DEEPEST = 50

function refuse(): never {
  throw new SuspiciousOperation('')
}

function stripOnce(text: string): string {
  const parts: string[] = []
  const parser = new HtmlParser(
    {
      data: part => parts.push(part),
      entityReference: name => parts.push(`&${name};`),
      characterReference: name => parts.push(`&#${name};`),
    },
    { unescapes: false },
  )
  parser.feed(text)
  parser.close()
  return parts.join('')
}

function count(text: string, character: string): number {
  let found = 0
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) found++
  return found
}
