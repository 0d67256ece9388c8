import type { BoundTemplate, Context, StreamOptions, TemplateDebug, TemplateEngine } from './context.js'
import type { NodeList } from './node.js'
import type { Origin } from './origin.js'
import { piecesOf } from './stream.js'
import { renderTemplate } from './template.js'

/** What a partial is called, and where it is: offsets from its first tag to its last. */
export interface PartialPlace {
  readonly origin: Origin
  readonly name: string
  readonly position: readonly [start: number, end: number]
}

/** A part of a template that can be rendered alone. Django 6: `PartialTemplate`. */
export class PartialTemplate implements BoundTemplate {
  readonly nodelist: NodeList
  readonly origin: Origin
  readonly name: string
  readonly position: readonly [start: number, end: number]
  #host: BoundTemplate | null = null

  constructor(nodelist: NodeList, { origin, name, position }: PartialPlace) {
    this.nodelist = nodelist
    this.origin = origin
    this.name = name
    this.position = position
  }

  get engine(): TemplateEngine {
    return this.#template.engine
  }

  /** Its text, tags included. */
  get source(): string {
    return this.#template.source.slice(...this.position)
  }

  /** Tells it which template it is a part of. */
  bindTo(template: BoundTemplate): void {
    this.#host = template
  }

  render(context: Context): string {
    return renderTemplate(this, context)
  }

  renderWithin(context: Context): string {
    return this.nodelist.render(context)
  }

  stream(context: Context, options?: StreamOptions): Generator<string, void> {
    return piecesOf(this, context, options)
  }

  streamWithin(context: Context): Iterable<string> {
    return this.nodelist.stream(context)
  }

  getExceptionInfo(error: unknown, position: readonly [start: number, end: number]): TemplateDebug {
    return this.#template.getExceptionInfo(error, position)
  }

  get #template(): BoundTemplate {
    if (this.#host === null) throw new Error(`The partial '${this.name}' is used before its template is compiled.`)
    return this.#host
  }
}
