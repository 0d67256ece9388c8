import { isCombining } from './combining.js'
import { escapeText } from './escape.js'
import { HtmlParser } from './html-parser.js'
import { interpolate } from './interpolate.js'
import { int } from './python/convert.js'
import { characterCount, hasSurrogates } from './python/sequence.js'
import { SPACES, splitWords } from './python/space.js'
import { str } from './python/str.js'
import { pgettext } from './translation.js'

/** How a text is cut. */
export interface TruncateOptions {
  /** What is put at the end of what was cut, `…` unless told; may have the text in it, as `%(truncated_text)s`. */
  readonly truncate?: string | null
  /** Whether the text is HTML: tags do not count, and are closed. */
  readonly html?: boolean
}

/** Cuts a text after so many characters or words. Django: `django.utils.text.Truncator`. */
export class Truncator {
  readonly #text: string

  constructor(text: unknown) {
    this.#text = str(text)
  }

  /** The text in at most `num` characters, what is put at its end among them. */
  chars(num: unknown, { truncate = null, html = false }: TruncateOptions = {}): string {
    const length = Number(int(num))
    if (length <= 0) return ''
    const text = this.#text.normalize('NFC')
    return html ? new CharacterTruncation(length, truncate).run(text) : truncateCharacters(text, length, truncate)
  }

  /** At most `num` words of the text, its white space made single spaces unless it is HTML. */
  words(num: unknown, { truncate = null, html = false }: TruncateOptions = {}): string {
    const length = Number(int(num))
    if (length <= 0) return ''
    if (html) return new WordTruncation(length, truncate).run(this.#text)
    // One more says that there are more.
    const words = splitWords(this.#text, length + 1)
    return words.length > length ? withEnding(words.slice(0, length).join(' '), truncate) : words.join(' ')
  }
}

function withEnding(text: string, truncate: string | null): string {
  const ending = truncate ?? pgettext('String to return when truncating text', '%(truncated_text)s…')
  if (ending.includes('%(truncated_text)s')) return interpolate(ending, { truncated_text: text })
  return text.endsWith(ending) ? text : text + ending
}

/** How many characters are left beside those of the ending. */
function roomBeside(length: number, truncate: string | null): number {
  let room = length
  for (const character of withEnding('', truncate)) {
    if (isCombining(character.codePointAt(0)!)) continue
    room--
    if (room === 0) break
  }
  return room
}

function truncateCharacters(text: string, length: number, truncate: string | null): string {
  // As many units cannot be more characters.
  if (text.length <= length) return text
  const room = roomBeside(length, truncate)
  let count = 0
  let end = -1
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i)!
    if (!isCombining(point)) {
      count++
      if (end === -1 && count > room) end = i
      if (count > length) return withEnding(text.slice(0, end), truncate)
    }
    if (point > 0xffff) i++
  }
  return text
}

/** Elements that have no end tag. */
const voidElements = new Set(
  'area base br col embed hr img input link meta param source track wbr frame spacer'.split(' '),
)

/** Thrown by ourselves when enough has been read. */
const completed = Symbol('completed')

abstract class Truncation {
  protected output = ''
  protected remaining: number
  protected raw = ''
  readonly #ending: string | null
  /** The tags that are open, the last one at the end. */
  readonly #open: string[] = []

  constructor(length: number, ending: string | null) {
    this.remaining = length
    this.#ending = ending
  }

  run(text: string): string {
    this.raw = text
    const parser = new HtmlParser(
      {
        startTag: (tag, source, isClosed) => this.#startTag(tag, source, isClosed),
        endTag: tag => this.#endTag(tag),
        data: data => this.#data(data),
      },
      { unescapes: true },
    )
    try {
      parser.feed(text)
    } catch (error) {
      if (error !== completed) throw error
      while (this.#open.length > 0) this.output += `</${this.#open.pop()}>`
    }
    return this.output
  }

  /** How many units a piece of text has, and those of them that there is room for, as HTML. */
  protected abstract process(data: string): { count: number; html: string }

  #startTag(tag: string, source: string, isClosed: boolean): void {
    this.output += source
    if (voidElements.has(tag)) return
    this.#open.push(tag)
    if (isClosed) this.#endTag(tag)
  }

  #endTag(tag: string): void {
    if (voidElements.has(tag)) return
    this.output += `</${tag}>`
    if (this.#open.at(-1) === tag) this.#open.pop()
  }

  #data(data: string): void {
    const { count, html } = this.process(data)
    if (this.remaining < count) {
      this.remaining = 0
      this.output += withEnding(html, this.#ending)
      throw completed
    }
    this.remaining -= count
    this.output += html
  }
}

class CharacterTruncation extends Truncation {
  readonly #length: number
  #processed = 0

  constructor(length: number, ending: string | null) {
    super(roomBeside(length, ending), ending)
    this.#length = length
  }

  protected process(data: string): { count: number; html: string } {
    const count = characterCount(data)
    this.#processed += count
    if (this.#processed === this.#length && characterCount(this.output) + count === characterCount(this.raw)) {
      this.output += data
      throw completed
    }
    return { count, html: escapeText(firstCharacters(data, this.remaining)) }
  }
}

class WordTruncation extends Truncation {
  protected process(data: string): { count: number; html: string } {
    const words = splitBetweenWords(data)
    return { count: words.length, html: escapeText(words.slice(0, Math.max(0, this.remaining)).join(' ')) }
  }
}

/** The first characters of a text; below zero, all but so many of the last. */
function firstCharacters(text: string, count: number): string {
  return hasSurrogates(text) ? Array.from(text).slice(0, count).join('') : text.slice(0, count)
}

// White space at the ends stays with the words there.
const betweenWords = new RegExp(`(?<=[^${SPACES}])[${SPACES}]+(?=[^${SPACES}])`)

function splitBetweenWords(text: string): string[] {
  return text.split(betweenWords)
}
