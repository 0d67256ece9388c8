import { unescapeHtml } from './html-unescape.js'
import { SPACES } from './python/space.js'

/** What the parser tells of a text: each method that is there is called, in the order of the text. */
export interface HtmlHandler {
  /** A start tag, its name in lower case; `text` is how it is written. `isClosed`: `<br/>`. */
  startTag?(tag: string, text: string, isClosed: boolean): void
  endTag?(tag: string): void
  data?(text: string): void
  /** `&name` or `&name;`, only while references are not undone. */
  entityReference?(name: string): void
  /** `&#123`, `&#x7b;`, only while references are not undone. */
  characterReference?(name: string): void
}

/** A marked section (`<![…`) that is none of those in use. Python: `AssertionError`. */
export class MarkupError extends Error {
  override readonly name = 'AssertionError'
}

/**
 * Reads HTML as it comes, broken or not, in the way Python 3.11's `html.parser` does: what `striptags` and the
 * truncating filters make of malformed markup depends on it. Unlike there, the time it takes grows with the text and
 * not with its square.
 */
export class HtmlParser {
  readonly #handler: HtmlHandler
  readonly #unescapes: boolean
  #raw = ''
  /** Behind these places there is no such character any more. */
  #lastGt = -1
  #lastNul = -1
  /** Ends of comments and sections that have been looked for in vain. */
  readonly #missing = new Set<RegExp>()
  /** Finds the end of the `script` or `style` we are in. */
  #cdataEnd: RegExp | null = null
  #cdataTag = ''

  /** With `unescapes`, references are undone and reach `data` with the text around them. */
  constructor(handler: HtmlHandler, { unescapes }: { unescapes: boolean }) {
    this.#handler = handler
    this.#unescapes = unescapes
  }

  /** Tells of a text up to what could go on behind its end. */
  feed(text: string): void {
    this.#setRaw(this.#raw + text)
    this.#goAhead(false)
  }

  /** Tells of the rest. */
  close(): void {
    this.#goAhead(true)
  }

  #setRaw(raw: string): void {
    this.#raw = raw
    this.#lastGt = raw.lastIndexOf('>')
    this.#lastNul = raw.lastIndexOf('\0')
    this.#missing.clear()
  }

  #goAhead(isEnd: boolean): void {
    const length = this.#raw.length
    let at = 0
    while (at < length) {
      const next = this.#nextMarkup(at)
      if (next === -1) break
      if (at < next) this.#data(this.#raw.slice(at, next))
      at = next
      if (at === length) break
      const end = this.#raw[at] === '<' ? this.#markup(at, isEnd) : this.#reference(at, isEnd)
      if (end < 0) {
        at = -end - 1
        break
      }
      at = end
    }
    if (isEnd && at < length && this.#cdataEnd === null) {
      this.#data(this.#raw.slice(at))
      at = length
    }
    this.#setRaw(this.#raw.slice(at))
  }

  /** Where text ends and something else begins; -1 when that cannot be said yet. */
  #nextMarkup(at: number): number {
    if (this.#cdataEnd !== null) return execAt(this.#cdataEnd, this.#raw, at)?.index ?? -1
    if (!this.#unescapes) return execAt(interesting, this.#raw, at)?.index ?? this.#raw.length
    const open = this.#raw.indexOf('<', at)
    if (open !== -1) return open
    // A reference at the very end may have been cut in two.
    const ampersand = this.#raw.lastIndexOf('&')
    const isNear = ampersand >= Math.max(at, this.#raw.length - 34)
    return isNear && execAt(referenceEnd, this.#raw, ampersand) === null ? -1 : this.#raw.length
  }

  /** Where what begins with `<` ends; when it does not, the place to stop at, as `-place - 1`. */
  #markup(at: number, isEnd: boolean): number {
    const end = this.#parseMarkup(at)
    if (end === null) return -at - 1
    if (end >= 0) return end
    if (!isEnd) return -at - 1
    const stop = this.#endOfBroken(at)
    this.#data(this.#raw.slice(at, stop))
    return stop
  }

  #endOfBroken(at: number): number {
    if (at + 1 <= this.#lastGt) return this.#raw.indexOf('>', at + 1) + 1
    const open = this.#raw.indexOf('<', at + 1)
    return open === -1 ? at + 1 : open
  }

  /** Where it ends, -1 when it is broken off, `null` for a `<` at the very end. */
  #parseMarkup(at: number): number | null {
    const raw = this.#raw
    if (isLetter(raw.charCodeAt(at + 1))) return this.#startTag(at)
    if (raw.startsWith('</', at)) return this.#endTag(at)
    if (raw.startsWith('<!--', at)) return this.#endOf(commentEnd, at + 4)
    if (raw.startsWith('<?', at)) return this.#gtAfter(at + 2)
    if (raw.startsWith('<!', at)) return this.#declaration(at)
    if (at + 1 >= raw.length) return null
    this.#data('<')
    return at + 1
  }

  #gtAfter(at: number): number {
    return at > this.#lastGt ? -1 : this.#raw.indexOf('>', at) + 1
  }

  /** What is not found from one place on is not there from a later one on either. */
  #endOf(pattern: RegExp, at: number): number {
    if (this.#missing.has(pattern)) return -1
    const match = execAt(pattern, this.#raw, at)
    if (match !== null) return match.index + match[0].length
    this.#missing.add(pattern)
    return -1
  }

  #declaration(at: number): number {
    if (this.#raw.startsWith('<![', at)) return this.#markedSection(at)
    const isDoctype = this.#raw.slice(at, at + 9).toLowerCase() === '<!doctype'
    return this.#gtAfter(isDoctype ? at + 9 : at + 2)
  }

  #markedSection(at: number): number {
    if (at + 3 === this.#raw.length) return -1
    const match = execAt(sectionName, this.#raw, at + 3)
    if (match === null) throw new MarkupError(`expected name token at ${JSON.stringify(this.#raw.slice(at, at + 20))}`)
    if (at + 3 + match[0].length === this.#raw.length) return -1
    const name = match[1]!.toLowerCase()
    const end = sectionEnds[name]
    if (end === undefined) throw new MarkupError(`unknown status keyword '${match[0]}' in marked section`)
    return this.#endOf(end, at + 3)
  }

  #startTag(at: number): number {
    // Without a `>` behind it, only a null character makes something of it.
    if (at > this.#lastGt && at > this.#lastNul) return -1
    const end = this.#endOfStartTag(at)
    if (end < 0) return -1
    const name = execAt(tagName, this.#raw, at + 1)!
    let inside = at + 1 + name[0].length
    while (inside < end) {
      const attribute = execAt(attributeInTag, this.#raw, inside)
      if (attribute === null) break
      inside += attribute[0].length
    }
    const text = this.#raw.slice(at, end)
    const rest = this.#raw.slice(inside, end).trim()
    if (rest === '>' || rest === '/>') this.#tellStart(name[1]!.toLowerCase(), text, rest === '/>')
    else this.#handler.data?.(text)
    return end
  }

  #tellStart(tag: string, text: string, isClosed: boolean): void {
    this.#handler.startTag?.(tag, text, isClosed)
    if (isClosed || (tag !== 'script' && tag !== 'style')) return
    this.#cdataTag = tag
    this.#cdataEnd = new RegExp(`</[${SPACES}]*${tag}[${SPACES}]*>`, 'gi')
  }

  #endOfStartTag(at: number): number {
    const end = at + execAt(wholeStartTag, this.#raw, at)![0].length
    const next = this.#raw[end]
    if (next === '>') return end + 1
    if (next === '/') return this.#raw[end + 1] === '>' ? end + 2 : -1
    return next === undefined || /[a-zA-Z=]/.test(next) ? -1 : end
  }

  #endTag(at: number): number {
    if (at + 1 > this.#lastGt) return -1
    const afterGt = this.#raw.indexOf('>', at + 1) + 1
    const match = execAt(wholeEndTag, this.#raw, at)
    if (match === null) return this.#cdataEnd === null ? this.#loseEndTag(at) : this.#tellData(at, afterGt)
    const tag = match[1]!.toLowerCase()
    if (this.#cdataEnd !== null && tag !== this.#cdataTag) return this.#tellData(at, afterGt)
    this.#handler.endTag?.(tag)
    this.#cdataEnd = null
    return afterGt
  }

  #tellData(start: number, end: number): number {
    this.#data(this.#raw.slice(start, end))
    return end
  }

  /** An end tag with more in it than its name. */
  #loseEndTag(at: number): number {
    const name = execAt(tagName, this.#raw, at + 2)
    if (name === null) return this.#gtAfter(at + 2)
    const end = this.#raw.indexOf('>', at + 2 + name[0].length) + 1
    this.#handler.endTag?.(name[1]!.toLowerCase())
    return end
  }

  /** Where a reference ends; the place to stop at, as `-place - 1`, when it is none or has been cut off. */
  #reference(at: number, isEnd: boolean): number {
    const isNumber = this.#raw[at + 1] === '#'
    const match = execAt(isNumber ? characterReference : entityReference, this.#raw, at)
    if (match === null) return isNumber ? this.#brokenNumber(at) : this.#brokenName(at, isEnd)
    if (isNumber) this.#handler.characterReference?.(match[1]!)
    else this.#handler.entityReference?.(match[1]!)
    const end = at + match[0].length
    // The character that ends it belongs to what follows, unless it is its semicolon.
    return this.#raw[end - 1] === ';' ? end : end - 1
  }

  #brokenNumber(at: number): number {
    if (!this.#raw.includes(';', at)) return -at - 1
    this.#data('&#')
    return -(at + 2) - 1
  }

  #brokenName(at: number, isEnd: boolean): number {
    const length = this.#raw.length
    if (isLetter(this.#raw.charCodeAt(at + 1))) {
      // Python forgets the ampersand of a reference of one letter at the very end.
      return isEnd && at + 2 === length ? -(at + 1) - 1 : -at - 1
    }
    if (at + 1 >= length) return -at - 1
    this.#data('&')
    return at + 1
  }

  #data(text: string): void {
    this.#handler.data?.(this.#unescapes && this.#cdataEnd === null ? unescapeHtml(text) : text)
  }
}

const interesting = /[&<]/g
const referenceEnd = new RegExp(`[${SPACES};]`, 'g')
const entityReference = /&([a-zA-Z][-.a-zA-Z0-9]*)[^a-zA-Z0-9]/y
const characterReference = /&#([0-9]+|[xX][0-9a-fA-F]+)[^0-9a-fA-F]/y
const commentEnd = new RegExp(`--[${SPACES}]*>`, 'g')
const sectionEnd = new RegExp(`][${SPACES}]*][${SPACES}]*>`, 'g')
const officeSectionEnd = new RegExp(`][${SPACES}]*>`, 'g')
const sectionName = new RegExp(`([a-zA-Z][-_.a-zA-Z0-9]*)[${SPACES}]*`, 'y')

const sectionEnds: Readonly<Record<string, RegExp>> = Object.assign(Object.create(null), {
  temp: sectionEnd,
  cdata: sectionEnd,
  ignore: sectionEnd,
  include: sectionEnd,
  rcdata: sectionEnd,
  if: officeSectionEnd,
  else: officeSectionEnd,
  endif: officeSectionEnd,
})

const NAME = '[a-zA-Z][^\\t\\n\\r\\f />\\0]*'
const GAP = `(?:[${SPACES}]|/(?!>))*`
const ATTRIBUTE = `(?<=['"${SPACES}/])[^${SPACES}/>][^${SPACES}/=>]*`
const VALUE = `[${SPACES}]*=+[${SPACES}]*(?:'[^']*'|"[^"]*"|(?!['"])[^>${SPACES}]*)`
const tagName = new RegExp(`(${NAME})${GAP}`, 'y')
const attributeInTag = new RegExp(`${ATTRIBUTE}(?:${VALUE})?${GAP}`, 'y')
const wholeStartTag = new RegExp(
  `<${NAME}(?:[${SPACES}/]*(?:${ATTRIBUTE}(?:${VALUE}[${SPACES}]*)?${GAP})*)?[${SPACES}]*`,
  'y',
)
const wholeEndTag = new RegExp(`</[${SPACES}]*([a-zA-Z][-.a-zA-Z0-9:_]*)[${SPACES}]*>`, 'y')

function execAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

function isLetter(code: number): boolean {
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x7a
}
