import { str, typeName } from '../../utils/python.js'
import { isText, markSafe, SafeString } from '../../utils/safestring.js'
import { gettext, pgettext } from '../../utils/translation.js'
import type { Context } from '../context.js'
import { TemplateSyntaxError } from '../exceptions.js'
import type { FilterExpression } from '../filter-expression.js'
import { NO_NODELISTS, Node } from '../node.js'
import type { Parser, TagFunction } from '../parser.js'
import { renderValueInContext } from '../render-value.js'

/** Compiles `{% translate "message" noop context "greeting" as variable %}`. */
export const translateTag: TagFunction = (parser, token) => {
  const [tagName, message, ...bits] = token.splitContents()
  if (message === undefined) throw new TemplateSyntaxError(`'${tagName}' takes at least one argument`)
  return new TranslateNode(parser.compileFilter(message), optionsOf(parser, tagName!, bits))
}

interface TranslateOptions {
  /** Marked to be translated elsewhere. */
  isNoop: boolean
  messageContext: FilterExpression | null
  asVar: string | null
}

function optionsOf(parser: Parser, tagName: string, bits: string[]): TranslateOptions {
  const options: TranslateOptions = { isNoop: false, messageContext: null, asVar: null }
  const seen = new Set<string>()
  for (let option = bits.shift(); option !== undefined; option = bits.shift()) {
    if (seen.has(option)) throw new TemplateSyntaxError(`The '${option}' option was specified more than once.`)
    seen.add(option)
    if (option === 'noop') options.isNoop = true
    else if (option === 'context') options.messageContext = contextOf(parser, tagName, bits)
    else if (option === 'as') options.asVar = argumentOf(tagName, 'as', bits)
    else {
      throw new TemplateSyntaxError(
        `Unknown argument for '${tagName}' tag: '${option}'. The only options available are 'noop', 'context' "xxx", ` +
          "and 'as VAR'.",
      )
    }
  }
  return options
}

function contextOf(parser: Parser, tagName: string, bits: string[]): FilterExpression {
  const value = argumentOf(tagName, 'context', bits)
  if (value === 'as' || value === 'noop') {
    throw new TemplateSyntaxError(`Invalid argument '${value}' provided to the '${tagName}' tag for the context option`)
  }
  return parser.compileFilter(value)
}

function argumentOf(tagName: string, option: string, bits: string[]): string {
  const value = bits.shift()
  if (value !== undefined) return value
  throw new TemplateSyntaxError(`No argument provided to the '${tagName}' tag for the ${option} option.`)
}

class TranslateNode extends Node {
  override readonly childNodelists = NO_NODELISTS
  readonly #message: FilterExpression
  readonly #options: TranslateOptions

  constructor(message: FilterExpression, options: TranslateOptions) {
    super()
    this.#message = message
    this.#options = options
  }

  render(context: Context): string {
    const { isNoop, messageContext, asVar } = this.#options
    const messageOf = messageContext?.resolve(context) ?? null
    const output = this.#message.resolveMapped(context, value =>
      isNoop ? value : translated(value, messageOf === null ? null : str(messageOf)),
    )
    // Doubled, so that nothing in a message is a format.
    const text = renderValueInContext(output, context).replaceAll('%%', '%')
    if (asVar === null) return text
    context.set(asVar, context.autoescape ? markSafe(text) : text)
    return ''
  }
}

function translated(value: unknown, messageContext: string | null): unknown {
  if (!isText(value)) throw new TypeError(`'${typeName(value)}' object has no attribute 'replace'`)
  const message = value.toString().replaceAll('%', '%%')
  const text = messageContext === null ? gettext(message) : pgettext(messageContext, message)
  return value instanceof SafeString ? markSafe(text) : text
}
