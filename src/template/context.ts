/// <reference lib="esnext.disposable" preserve="true" />
import type { HttpRequest } from '../http/request.js'
import { ContextPopException } from './exceptions.js'
import { type ContextLayer, findIn, TagLayer } from './layers.js'
import type { Origin } from './origin.js'
import { forget, isPromise } from './promise.js'

/** Names and values for a template: a plain object (its own enumerable properties), a Map, or another context. */
export type ContextValues = object | ReadonlyMap<string, unknown>

/** Gives values to every template that is rendered for a request. Django: "Writing your own context processors". */
export type ContextProcessor = (request: HttpRequest) => object | Promise<object>

/** What a context knows of the engine of its template. */
export interface TemplateEngine {
  readonly debug: boolean
  readonly autoescape: boolean
  readonly stringIfInvalid: string
  readonly contextProcessors: readonly ContextProcessor[]
  /** The template of that name; origins in `skip` are passed over. Throws TemplateDoesNotExist. */
  findTemplate(name: string, skip?: readonly Origin[]): BoundTemplate
  getTemplate(name: string): BoundTemplate
  selectTemplate(names: readonly string[]): BoundTemplate
}

/** What a context knows of the template that is rendered with it. */
export interface BoundTemplate {
  readonly name: string | null
  readonly source: string
  readonly origin: Origin
  readonly engine: TemplateEngine
  /** Renders as a template of its own: what its tags remember is not what another's do. */
  render(context: Context): string
  /** Renders as part of the template that is being rendered. */
  renderWithin(context: Context): string
  /** What `render` gives, in pieces, each made when it is asked for. */
  stream(context: Context, options?: StreamOptions): Generator<string, void>
  /** What `renderWithin` gives, in pieces of any size. */
  streamWithin(context: Context): Iterable<string>
  getExceptionInfo(error: unknown, position: readonly [start: number, end: number]): TemplateDebug
}

/** How a page comes in pieces. */
export interface StreamOptions {
  /** Characters that a piece has at least, but for the last one. Default: 16384. */
  readonly pieceSize?: number
}

/** Where in a template an error comes from. Django: `exception.template_debug`. */
export interface TemplateDebug {
  readonly message: string
  /** Line numbers and lines, ten before and after. */
  readonly sourceLines: readonly (readonly [line: number, source: string])[]
  readonly line: number
  /** The line, cut around the tag. Not escaped. */
  readonly before: string
  readonly during: string
  readonly after: string
  /** The first and the last of `sourceLines`, as in a slice. */
  readonly top: number
  readonly bottom: number
  /** Lines there are, and one. */
  readonly total: number
  readonly name: string
  /** Offsets of the tag in the source. */
  readonly start: number
  readonly end: number
}

/** One layer of a context. As `using layer = context.push()` it goes when the block ends. */
export class ContextDict extends Map<string, unknown> {
  readonly context: BaseContext

  constructor(context: BaseContext, values: ContextValues = {}) {
    super()
    this.context = context
    assign(this, values)
    context.dicts.push(this)
  }

  [Symbol.dispose](): void {
    this.context.pop()
  }
}

const BUILTINS: ContextLayer = new Map<string, unknown>([
  ['True', true],
  ['False', false],
  ['None', null],
])

/** A stack of layers of variables. */
export class BaseContext {
  /** The layers, the innermost last. The first one holds `True`, `False` and `None`. */
  dicts: ContextLayer[] = []

  constructor(values?: ContextValues | null) {
    this.resetDicts(values)
  }

  protected resetDicts(values?: ContextValues | null): void {
    // Shared until somebody writes to it (`set`).
    this.dicts = [BUILTINS]
    if (values instanceof BaseContext) this.dicts.push(...values.dicts.slice(1))
    else if (values !== undefined && values !== null) this.dicts.push(layerOf(values))
  }

  /** The value of a variable, innermost layer first; `undefined` when there is none. */
  lookup(key: string): unknown {
    return findIn(this.dicts, key, this.dicts.length)
  }

  /** The same, `otherwise` when there is none. */
  get(key: string, otherwise?: unknown): unknown {
    const value = this.lookup(key)
    return value === undefined ? otherwise : value
  }

  has(key: string): boolean {
    return this.lookup(key) !== undefined
  }

  /** Sets a variable in the innermost layer. Django: `context[key] = value`. */
  set(key: string, value: unknown): this {
    this.#innermost().set(key, value)
    return this
  }

  /** Removes a variable from the innermost layer. Django: `del context[key]`. */
  delete(key: string): boolean {
    return this.#innermost().delete(key)
  }

  /** Sets a variable in the innermost layer that has it, else in the innermost one. */
  setUpward(key: string, value: unknown): void {
    const layer = this.dicts.findLast(dict => dict.has(key))
    if (layer === undefined || layer === BUILTINS) this.set(key, value)
    else layer.set(key, value)
  }

  /** The value of a variable, which is set to `value` when there is none. */
  setdefault(key: string, value: unknown = null): unknown {
    const present = this.lookup(key)
    if (present !== undefined) return present
    this.set(key, value)
    return value
  }

  /** Adds a layer with these values. */
  push(...values: readonly ContextValues[]): ContextDict {
    const layer = new ContextDict(this)
    for (const each of values) assign(layer, each)
    return layer
  }

  /** Removes the innermost layer and returns it. Throws ContextPopException when it is the only one. */
  pop(): ContextLayer {
    if (this.dicts.length === 1) throw new ContextPopException()
    return this.dicts.pop()!
  }

  /** Leaves nothing but `layer`, and returns what was there. */
  isolate(layer: ContextLayer): ContextLayer[] {
    const outer = this.dicts
    this.dicts = [BUILTINS, layer]
    return outer
  }

  /** All variables as one object. */
  flatten(): Record<string, unknown> {
    return Object.fromEntries(this.dicts.flatMap(dict => [...dict]))
  }

  /** The layers, the innermost first. */
  *[Symbol.iterator](): IterableIterator<ContextLayer> {
    for (let i = this.dicts.length - 1; i >= 0; i--) yield this.dicts[i]!
  }

  /** Whether both have the same variables with the same values, in whatever layers. */
  equals(other: BaseContext): boolean {
    const [mine, theirs] = [this.flatten(), other.flatten()]
    const names = Object.keys(mine)
    return names.length === Object.keys(theirs).length && names.every(name => Object.is(mine[name], theirs[name]))
  }

  #innermost(): ContextLayer {
    if (this.dicts.length === 1 && this.dicts[0] === BUILTINS) this.dicts[0] = new Map(BUILTINS)
    return this.dicts[this.dicts.length - 1]!
  }
}

/** How a context wants to be rendered with. */
export interface ContextOptions {
  /** Whether variables are escaped. Default: true. */
  readonly autoescape?: boolean
  /** Whether numbers and dates are written as the locale has them. Default: as the settings say. */
  readonly useL10n?: boolean | null
  /** Whether datetimes are converted to the current time zone. Default: as the settings say. */
  readonly useTz?: boolean | null
}

/** Variables for a template. Django: "Playing with Context objects". */
export class Context extends BaseContext {
  autoescape: boolean
  useL10n: boolean | null
  useTz: boolean | null
  templateName: string | null = 'unknown'
  /** What tags remember between two of their renderings. */
  renderContext = new RenderContext()
  /** The template that is being rendered, not one it extends or includes; `null` when none is. */
  template: BoundTemplate | null = null

  constructor(values?: ContextValues | null, { autoescape = true, useL10n = null, useTz = null }: ContextOptions = {}) {
    super(values)
    this.autoescape = autoescape
    this.useL10n = useL10n
    this.useTz = useTz
  }

  /** The request, in a context that has one. */
  get request(): HttpRequest | undefined {
    return undefined
  }

  /** Adds `values` as a layer. Of another context, its innermost one. */
  update(values: ContextValues): ContextDict {
    if (typeof values !== 'object' || values === null) {
      throw new TypeError('other_dict must be a mapping (dictionary-like) object.')
    }
    return new ContextDict(this, values instanceof BaseContext ? values.dicts.slice(1).pop() : values)
  }

  /** A context like this one with only these values in it. */
  new(values?: ContextValues | null): Context {
    const copy = this.copy()
    copy.resetDicts(values)
    return copy
  }

  /** A context with the same layers. */
  copy(): Context {
    const copy = new Context(null, this)
    return this.copyInto(copy)
  }

  protected copyInto<C extends Context>(copy: C): C {
    copy.dicts = [...this.dicts]
    copy.templateName = this.templateName
    copy.template = this.template
    copy.renderContext = this.renderContext.copy()
    return copy
  }

  /** Makes `template` the one that is rendered with this context, until `unbindTemplate`. */
  bindTemplate(template: BoundTemplate): void {
    if (this.template !== null) throw new Error('Context is already bound to a template')
    this.template = template
    this.templateName = template.name
  }

  unbindTemplate(): void {
    this.template = null
  }

  /**
   * Puts what the promises among the values give in their places, one level deep. Returns a promise only when there is
   * something to wait for.
   */
  settle(_template: BoundTemplate): Promise<unknown> | undefined {
    return allOf(this.dicts.flatMap(settleLayer))
  }
}

function settleLayer(layer: ContextLayer): PromiseLike<unknown>[] {
  const waiting: PromiseLike<unknown>[] = []
  for (const [key, value] of layer) {
    if (isPromise(value)) waiting.push(value.then(result => layer.set(key, result ?? null)))
  }
  return waiting
}

function allOf(waiting: readonly PromiseLike<unknown>[]): Promise<unknown> | undefined {
  return waiting.length === 0 ? undefined : Promise.all(waiting)
}

/** What tags remember. Each template that is rendered has a layer of its own, and sees only that. */
export class RenderContext {
  /** The template that is being rendered right now, included ones too. */
  template: BoundTemplate | null = null
  /** Each is made when something is remembered in it. */
  #layers: (Map<unknown, unknown> | null)[] = [null]

  get(key: unknown): unknown {
    return this.#layers[this.#layers.length - 1]?.get(key)
  }

  has(key: unknown): boolean {
    return this.#layers[this.#layers.length - 1]?.has(key) ?? false
  }

  set(key: unknown, value: unknown): void {
    this.#layer(this.#layers.length - 1).set(key, value)
  }

  /** What was remembered for `key` in the whole rendering, whichever template remembers it. */
  getForAll(key: unknown): unknown {
    return this.#layers[0]?.get(key)
  }

  setForAll(key: unknown, value: unknown): void {
    this.#layer(0).set(key, value)
  }

  /** What was remembered for `key`, made by `make` the first time. */
  getOrMake<T>(key: unknown, make: () => T): T {
    const layer = this.#layer(this.#layers.length - 1)
    if (!layer.has(key)) layer.set(key, make())
    return layer.get(key) as T
  }

  /** Makes `template` the one being rendered, with a layer of its own; returns the one before, for `leave`. */
  enter(template: BoundTemplate): BoundTemplate | null {
    const before = this.template
    this.template = template
    this.#layers.push(null)
    return before
  }

  leave(before: BoundTemplate | null): void {
    this.template = before
    this.#layers.pop()
  }

  copy(): RenderContext {
    const copy = new RenderContext()
    copy.template = this.template
    // Shared from here on: what a tag remembers in one of them, it remembers in both.
    copy.#layers = this.#layers.map((_, i) => this.#layer(i))
    return copy
  }

  #layer(index: number): Map<unknown, unknown> {
    this.#layers[index] ??= new Map()
    return this.#layers[index]
  }
}

/** How a context with a request wants to be rendered with. */
export interface RequestContextOptions extends ContextOptions {
  /** Processors beside those of the engine. */
  readonly processors?: readonly ContextProcessor[]
}

/** Variables for a template, and those of the context processors. Django: "Using RequestContext". */
export class RequestContext extends Context {
  readonly #request: HttpRequest
  readonly #processors: readonly ContextProcessor[]
  /** The layer of the processors; `null` in contexts made by `new()`, which do without. */
  #processed: Map<string, unknown> | null
  /** What the processors gave, when it had to be waited for. */
  #settled: ReadonlyMap<string, unknown> | null = null

  constructor(request: HttpRequest, values?: ContextValues | null, options: RequestContextOptions = {}) {
    super(values, options)
    this.#request = request
    this.#processors = options.processors ?? []
    this.#processed = this.update({})
    // Whatever is set from here on wins over the processors.
    this.update({})
  }

  override get request(): HttpRequest {
    return this.#request
  }

  override new(values?: ContextValues | null): RequestContext {
    const copy = this.copy()
    copy.#processed = null
    copy.resetDicts(values)
    return copy
  }

  override copy(): RequestContext {
    return this.copyInto(new RequestContext(this.#request, null, { ...options(this), processors: this.#processors }))
  }

  protected override copyInto<C extends Context>(copy: C): C {
    super.copyInto(copy)
    if (copy instanceof RequestContext) copy.#processed = this.#processed
    return copy
  }

  override settle(template: BoundTemplate): Promise<unknown> | undefined {
    // The processors first: when one of them throws, nothing is being waited for that could fail unseen.
    const processed = this.#processed === null ? undefined : this.#settleProcessors(template)
    const values = super.settle(template)
    return processed === undefined ? values : Promise.all([values, processed])
  }

  override bindTemplate(template: BoundTemplate): void {
    super.bindTemplate(template)
    const layer = this.#processed
    if (layer === null) return
    if (this.#settled !== null) assign(layer, this.#settled)
    else for (const processor of this.#processorsFor(template)) assign(layer, processed(processor, this.#request))
  }

  override unbindTemplate(): void {
    super.unbindTemplate()
    const layer = this.#processed
    if (layer === null || layer.size === 0) return
    // Another in its place, so that a copy still has what was rendered: the context that a test client shows.
    this.#processed = new Map()
    this.dicts[this.dicts.indexOf(layer)] = this.#processed
  }

  #settleProcessors(template: BoundTemplate): Promise<unknown> | undefined {
    const processors = this.#processorsFor(template)
    const results = resultsOf(processors, this.#request)
    const settle = (ready: readonly object[]) => {
      const settled = new Map<string, unknown>()
      for (const [i, values] of ready.entries()) assign(settled, checkProcessed(processors[i]!, values))
      this.#settled = settled
      return allOf(settleLayer(settled))
    }
    return results.some(isPromise) ? Promise.all(results).then(settle) : settle(results as object[])
  }

  #processorsFor(template: BoundTemplate): readonly ContextProcessor[] {
    return [...template.engine.contextProcessors, ...this.#processors]
  }
}

function options({ autoescape, useL10n, useTz }: Context): ContextOptions {
  return { autoescape, useL10n, useTz }
}

function resultsOf(
  processors: readonly ContextProcessor[],
  request: HttpRequest,
): readonly (object | Promise<object>)[] {
  const results: (object | Promise<object>)[] = []
  try {
    for (const processor of processors) results.push(processor(request))
    return results
  } catch (error) {
    for (const result of results) forget(result)
    throw error
  }
}

function processed(processor: ContextProcessor, request: HttpRequest): object {
  const values = processor(request)
  if (isPromise(values)) {
    forget(values)
    throw new TypeError(
      `The context processor ${processor.name} is asynchronous, which a template that is rendered synchronously ` +
        'cannot wait for: use "await renderAsync()".',
    )
  }
  return checkProcessed(processor, values)
}

function checkProcessed(processor: ContextProcessor, values: unknown): object {
  if (typeof values === 'object' && values !== null) return values
  throw new TypeError(`Context processor ${processor.name} didn't return a dictionary.`)
}

/** A context for plain values, and for a request where there is one. Django: `make_context`. */
export function makeContext(
  values: ContextValues | null | undefined,
  request?: HttpRequest | null,
  options: ContextOptions = {},
): Context {
  if (values instanceof BaseContext) {
    throw new TypeError(`context must be a dict rather than ${values.constructor.name}.`)
  }
  if (request === undefined || request === null) return new Context(values, options)
  const context = new RequestContext(request, null, options)
  if (values !== undefined && values !== null) context.push(values)
  return context
}

function layerOf(values: ContextValues): Map<string, unknown> {
  const layer = new Map<string, unknown>()
  assign(layer, values)
  return layer
}

function assign(layer: Map<string, unknown>, values: ContextValues): void {
  if (values instanceof Map || values instanceof TagLayer) for (const [key, value] of values) layer.set(key, value)
  else if (values instanceof BaseContext) for (const dict of values.dicts.slice(1)) assign(layer, dict)
  else for (const key of Object.keys(values)) layer.set(key, (values as Readonly<Record<string, unknown>>)[key])
}
