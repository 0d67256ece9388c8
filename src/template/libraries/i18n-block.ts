import { strip } from '../../utils/python/space.js'
import { isNumber, repr, str, toNumber } from '../../utils/python.js'
import { markSafe } from '../../utils/safestring.js'
import { gettext, ngettext, npgettext, override, pgettext } from '../../utils/translation.js'
import type { Context } from '../context.js'
import { TemplateSyntaxError } from '../exceptions.js'
import type { FilterExpression } from '../filter-expression.js'
import { NO_NODELISTS, Node } from '../node.js'
import { type Parser, type TagFunction, tokenKwargs } from '../parser.js'
import { renderValueInContext } from '../render-value.js'
import type { Token } from '../token.js'

/** Compiles `{% blocktranslate with a=b count n=list|length %}…{% plural %}…{% endblocktranslate %}`. */
export const blockTranslateTag: TagFunction = (parser, token) => {
  const [tagName, ...bits] = token.splitContents() as [string, ...string[]]
  const options = optionsOf(parser, tagName, bits)
  const singular = takePieces(parser, token)
  let { end } = singular
  let plural: readonly Token[] = []
  if (options.counter !== null) {
    if (strip(end.contents) !== 'plural') {
      throw new TemplateSyntaxError(`'${tagName}' doesn't allow other block tags inside it`)
    }
    const taken = takePieces(parser, end)
    plural = taken.pieces
    end = taken.end
  }
  if (strip(end.contents) !== `end${tagName}`) {
    throw new TemplateSyntaxError(`'${tagName}' doesn't allow other block tags (seen ${repr(end.contents)}) inside it`)
  }
  return new BlockTranslateNode({ ...options, tagName, singular: singular.pieces, plural })
}

/** The text and the variables that follow, and what comes behind them. */
function takePieces(parser: Parser, before: Token): { pieces: readonly Token[]; end: Token } {
  const pieces: Token[] = []
  let end = before
  while (parser.hasTokens) {
    end = parser.nextToken()
    if (end.tokenType !== 'var' && end.tokenType !== 'text') break
    pieces.push(end)
  }
  return { pieces, end }
}

interface BlockOptions {
  readonly values: ReadonlyMap<string, FilterExpression>
  /** The variable that says which form counts, and its value. */
  readonly counter: readonly [name: string, value: FilterExpression] | null
  readonly messageContext: FilterExpression | null
  readonly isTrimmed: boolean
  readonly asVar: string | null
}

function optionsOf(parser: Parser, tagName: string, bits: string[]): BlockOptions {
  const options: { -readonly [K in keyof BlockOptions]: BlockOptions[K] } = {
    values: new Map(),
    counter: null,
    messageContext: null,
    isTrimmed: false,
    asVar: null,
  }
  const seen = new Set<string>()
  for (let option = bits.shift(); option !== undefined; option = bits.shift()) {
    if (seen.has(option)) throw new TemplateSyntaxError(`The '${option}' option was specified more than once.`)
    seen.add(option)
    if (option === 'with') options.values = takeValues(parser, tagName, bits)
    else if (option === 'count') options.counter = takeCounter(parser, tagName, bits)
    else if (option === 'context') options.messageContext = takeContext(parser, tagName, bits)
    else if (option === 'trimmed') options.isTrimmed = true
    else if (option === 'asvar') options.asVar = takeVariable(tagName, bits)
    else throw new TemplateSyntaxError(`Unknown argument for '${tagName}' tag: ${repr(option)}.`)
  }
  return options
}

function takeValues(parser: Parser, tagName: string, bits: string[]): ReadonlyMap<string, FilterExpression> {
  const values = tokenKwargs(bits, parser, { supportLegacy: true })
  if (values.size > 0) return values
  throw new TemplateSyntaxError(`"with" in '${tagName}' tag needs at least one keyword argument.`)
}

function takeCounter(parser: Parser, tagName: string, bits: string[]): readonly [string, FilterExpression] {
  const values = tokenKwargs(bits, parser, { supportLegacy: true })
  if (values.size === 1) return [...values][0]!
  throw new TemplateSyntaxError(`"count" in '${tagName}' tag expected exactly one keyword argument.`)
}

function takeContext(parser: Parser, tagName: string, bits: string[]): FilterExpression {
  try {
    return parser.compileFilter(bits.shift()!)
  } catch {
    throw new TemplateSyntaxError(`"context" in '${tagName}' tag expected exactly one argument.`)
  }
}

function takeVariable(tagName: string, bits: string[]): string {
  const variable = bits.shift()
  if (variable !== undefined) return variable
  throw new TemplateSyntaxError(`No argument provided to the '${tagName}' tag for the asvar option.`)
}

interface BlockParts extends BlockOptions {
  readonly tagName: string
  readonly singular: readonly Token[]
  readonly plural: readonly Token[]
}

class BlockTranslateNode extends Node {
  override readonly childNodelists = NO_NODELISTS
  readonly #parts: BlockParts
  readonly #singular: Message
  readonly #plural: Message

  constructor(parts: BlockParts) {
    super()
    this.#parts = parts
    this.#singular = messageOf(parts.singular, parts.isTrimmed)
    this.#plural = messageOf(parts.plural, parts.isTrimmed)
  }

  render(context: Context): string {
    const text = this.#translate(context) ?? override(null, () => this.#untranslated(context))
    if (this.#parts.asVar === null) return text
    context.set(this.#parts.asVar, markSafe(text))
    return ''
  }

  #untranslated(context: Context): string {
    const text = this.#translate(context)
    if (text !== null) return text
    const { tagName } = this.#parts
    throw new TemplateSyntaxError(
      `'${tagName}' is unable to format string returned by gettext: ${repr(this.#singular.text)}`,
    )
  }

  /** `null` when the translation is no format for the variables. */
  #translate(context: Context): string | null {
    const messageContext = this.#parts.messageContext?.resolve(context) ?? null
    const values = new Map<string, unknown>()
    for (const [name, value] of this.#parts.values) values.set(name, value.resolve(context))
    context.dicts.push(values)
    try {
      const message = this.#message(context, messageContext === null ? null : str(messageContext))
      const names = [...this.#singular.variables, ...(this.#parts.counter === null ? [] : this.#plural.variables)]
      return format(message, new Map(names.map(name => [name, renderVariable(name, context)])))
    } finally {
      context.dicts.pop()
    }
  }

  #message(context: Context, messageContext: string | null): string {
    const { text } = this.#singular
    const count = this.#count(context)
    if (count === null) return messageContext === null ? gettext(text) : pgettext(messageContext, text)
    if (messageContext === null) return ngettext(text, this.#plural.text, count)
    return npgettext(messageContext, text, this.#plural.text, count)
  }

  /** The number that says which form counts, put into the context too; `null` without one. */
  #count(context: Context): number | null {
    if (this.#parts.counter === null || this.#parts.plural.length === 0) return null
    const [name, expression] = this.#parts.counter
    const count = expression.resolve(context)
    if (!isNumber(count)) {
      throw new TemplateSyntaxError(`'${name}' argument to '${this.#parts.tagName}' tag must be a number.`)
    }
    context.set(name, count)
    return toNumber(count)
  }
}

/** A message as translators get it, and the variables in it. */
interface Message {
  readonly text: string
  readonly variables: readonly string[]
}

function messageOf(pieces: readonly Token[], isTrimmed: boolean): Message {
  const texts = pieces.map(({ tokenType, contents }) =>
    tokenType === 'var' ? `%(${contents})s` : contents.replaceAll('%', '%%'),
  )
  const text = texts.join('')
  const variables = pieces.filter(({ tokenType }) => tokenType === 'var').map(({ contents }) => contents)
  return { text: isTrimmed ? onOneLine(text) : text, variables }
}

// Line ends, with the white space around them, become spaces.
function onOneLine(text: string): string {
  const lines = strip(text).split('\n').map(strip)
  return lines.filter(line => line !== '').join(' ')
}

function renderVariable(name: string, context: Context): string {
  const value = context.lookup(name)
  if (value !== undefined) return renderValueInContext(value, context)
  const { stringIfInvalid } = context.template!.engine
  return renderValueInContext(
    stringIfInvalid.replace('%s', () => name),
    context,
  )
}

/** Python's `message % values`; `null` when it is no format for them. */
function format(message: string, values: ReadonlyMap<string, string>): string | null {
  let isFormat = true
  const text = message.replace(/%(?:%|\(([^()]*(?:\([^()]*\)[^()]*)*)\)s|)/g, (found, name: string | undefined) => {
    const value = name === undefined ? undefined : values.get(name)
    if (found !== '%%' && value === undefined) isFormat = false
    return value ?? '%'
  })
  return isFormat ? text : null
}
