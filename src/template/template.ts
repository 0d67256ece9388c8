import { Signal } from '../dispatch/signal.js'
import { watcher } from '../utils/watch.js'
import type { BoundTemplate, Context, StreamOptions, TemplateDebug, TemplateEngine } from './context.js'
import type { WithTemplateDebug } from './culprit.js'
import { exceptionInfo } from './debug-info.js'
import { defaultEngine } from './default-engine.js'
import { Lexer } from './lexer.js'
import { forgetRecord } from './lookup.js'
import type { MissingVariables } from './missing.js'
import type { NodeList } from './node.js'
import { Origin, UNKNOWN_SOURCE } from './origin.js'
import { Parser, type TagLibrary } from './parser.js'
import { piecesOf } from './stream.js'
import type { Token } from './token.js'

/** A template is about to be rendered: by itself, included, or extended. Django: `django.test.signals.template_rendered`. */
export const templateRendered = new Signal<{ template: BoundTemplate; context: Context }>()

/** What a template is compiled with: an Engine. */
export interface CompilingEngine extends TemplateEngine {
  readonly templateLibraries: ReadonlyMap<string, TagLibrary>
  readonly templateBuiltins: readonly TagLibrary[]
  readonly missingVariables?: MissingVariables
}

/** What a template can be told about itself. */
export interface TemplateOptions {
  readonly origin?: Origin | null
  readonly name?: string | null
  /** Default: the engine of the settings. */
  readonly engine?: CompilingEngine | null
}

/**
 * A compiled template. Throws TemplateSyntaxError when it cannot be compiled. Django: `django.template.Template`.
 *
 * ```ts
 * new Template('Hello {{ name }}!', { engine }).render(new Context({ name: 'world' }))
 * ```
 */
export class Template implements BoundTemplate {
  readonly source: string
  readonly name: string | null
  readonly origin: Origin
  readonly engine: CompilingEngine
  readonly nodelist: NodeList
  /** What the tags of the template told the parser. */
  readonly extraData: ReadonlyMap<unknown, unknown>

  constructor(templateString: string, { origin, name = null, engine }: TemplateOptions = {}) {
    this.source = String(templateString)
    this.name = name
    this.origin = origin ?? new Origin(UNKNOWN_SOURCE)
    this.engine = engine ?? (defaultEngine() as CompilingEngine)
    const parser = this.#parser()
    this.nodelist = this.#compile(parser)
    this.extraData = parser.extraData
    parser.compiled(this)
  }

  /** The page. Throws what its tags and functions throw, and refuses promises (`renderAsync` waits for them). */
  render(context: Context): string {
    return renderTemplate(this, context)
  }

  /** As `render`, once the context processors and the values of the context that are promises are there. */
  async renderAsync(context: Context): Promise<string> {
    await context.settle(this)
    return this.render(context)
  }

  /**
   * The page in pieces, each made when it is asked for, for pages too long to be kept as a whole. A piece ends where a
   * turn of a loop does, or a tag. What `render` throws comes with the piece it is met in.
   *
   * ```ts
   * return new StreamingHttpResponse(getTemplate('export.html').stream(new Context({ rows })))
   * ```
   */
  stream(context: Context, options?: StreamOptions): Generator<string, void> {
    return piecesOf(this, context, options)
  }

  /** As `stream`, once the context processors and the values of the context that are promises are there. */
  async *streamAsync(context: Context, options?: StreamOptions): AsyncGenerator<string, void> {
    await context.settle(this)
    yield* this.stream(context, options)
  }

  renderWithin(context: Context): string {
    if (templateRendered.isConnected) templateRendered.send(this, { template: this, context })
    return watcher === null
      ? this.nodelist.render(context)
      : watcher.rendering(this, () => this.nodelist.render(context))
  }

  streamWithin(context: Context): Iterable<string> {
    if (templateRendered.isConnected) templateRendered.send(this, { template: this, context })
    return this.nodelist.stream(context)
  }

  getExceptionInfo(error: unknown, position: readonly [start: number, end: number]): TemplateDebug {
    return exceptionInfo(this.source, this.origin.name, error, position)
  }

  toString(): string {
    return `<Template template_string="${this.source.slice(0, 20).replaceAll('\n', '')}...">`
  }

  #parser(): Parser {
    const { templateLibraries: libraries, templateBuiltins: builtins, missingVariables } = this.engine
    const { origin } = this
    return new Parser(new Lexer(this.source).tokenize(), { libraries, builtins, origin, missingVariables })
  }

  #compile(parser: Parser): NodeList {
    try {
      return parser.parse()
    } catch (error) {
      const { token } = error as { token?: Token }
      if (this.engine.debug && token !== undefined) {
        const debug = error as WithTemplateDebug
        debug.templateDebug = this.getExceptionInfo(error, token.position)
      }
      throw error
    }
  }
}

/** Renders a template as one of its own, in whatever it is included. */
export function renderTemplate(template: BoundTemplate, context: Context): string {
  const { renderContext } = context
  const before = renderContext.enter(template)
  try {
    return context.template === null ? renderBound(template, context) : template.renderWithin(context)
  } finally {
    renderContext.leave(before)
  }
}

function renderBound(template: BoundTemplate, context: Context): string {
  try {
    context.bindTemplate(template)
    return template.renderWithin(context)
  } finally {
    context.unbindTemplate()
    forgetRecord()
  }
}
