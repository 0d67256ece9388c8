import { int } from '../../utils/python/convert.js'
import type { Context } from '../context.js'
import { TemplateSyntaxError } from '../exceptions.js'
import type { FilterExpression } from '../filter-expression.js'
import { Library } from '../library.js'
import { NO_NODELISTS, Node } from '../node.js'
import { COMMON_PARAGRAPH, COMMON_WORDS, WORDS } from './lorem-words.js'

export const register = new Library()

/** `{% lorem 3 p random %}`: Latin to fill a page with. Django: built-in tag "lorem". */
register.tag('lorem', (parser, token) => {
  const bits = token.splitContents()
  const tagName = bits[0]!
  const isCommon = bits.at(-1) !== 'random'
  if (!isCommon) bits.pop()
  const method = ['w', 'p', 'b'].includes(bits.at(-1)!) ? bits.pop()! : 'b'
  const count = parser.compileFilter(bits.length > 1 ? bits.pop()! : '1')
  if (bits.length !== 1) throw new TemplateSyntaxError(`Incorrect format for '${tagName}' tag`)
  return new LoremNode(count, method, isCommon)
})

class LoremNode extends Node {
  override readonly childNodelists = NO_NODELISTS
  readonly #count: FilterExpression
  /** `w`ords, HTML `p`aragraphs, `b`locks of text. */
  readonly #method: string
  readonly #isCommon: boolean

  constructor(count: FilterExpression, method: string, isCommon: boolean) {
    super()
    this.#count = count
    this.#method = method
    this.#isCommon = isCommon
  }

  render(context: Context): string {
    const count = countOf(this.#count.resolve(context))
    if (this.#method === 'w') return words(count, this.#isCommon)
    const texts = paragraphs(count, this.#isCommon)
    return (this.#method === 'p' ? texts.map(text => `<p>${text}</p>`) : texts).join('\n\n')
  }
}

function countOf(value: unknown): number {
  try {
    return Number(int(value))
  } catch {
    return 1
  }
}

function words(count: number, isCommon: boolean): string {
  const common = isCommon ? COMMON_WORDS : []
  if (count <= common.length) return common.slice(0, count).join(' ')
  const more: string[] = []
  for (let left = count - common.length; left > 0; left -= WORDS.length) more.push(...sample(left))
  return [...common, ...more].join(' ')
}

function paragraphs(count: number, isCommon: boolean): string[] {
  return Array.from({ length: Math.max(0, count) }, (_, i) => (isCommon && i === 0 ? COMMON_PARAGRAPH : paragraph()))
}

function paragraph(): string {
  return Array.from({ length: randomInt(1, 4) }, sentence).join(' ')
}

function sentence(): string {
  const sections = Array.from({ length: randomInt(1, 5) }, () => sample(randomInt(3, 12)).join(' '))
  const text = sections.join(', ')
  return `${text[0]!.toUpperCase()}${text.slice(1)}${Math.random() < 0.5 ? '?' : '.'}`
}

/** Some of the words, none of them twice. */
function sample(count: number): string[] {
  const pool = [...WORDS]
  return Array.from({ length: Math.min(count, pool.length) }, () => pool.splice(randomInt(0, pool.length - 1), 1)[0]!)
}

function randomInt(min: number, max: number): number {
  return min + Math.floor(Math.random() * (max - min + 1))
}
