import type { HttpRequest } from '../http/request.js'
import { type Content, HttpResponse } from '../http/response.js'
import type { ResponseOptions } from '../http/response-base.js'
import { type ContextValues, makeContext } from './context.js'
import { resolveTemplate, type TemplateName, type Using } from './engines.js'

/** The content of a response was asked for before there was any. Django's `ContentNotRenderedError`. */
export class ContentNotRenderedError extends Error {
  override readonly name = 'ContentNotRenderedError'
}

/** How a response is made of a template. */
export interface TemplateResponseOptions extends ResponseOptions, Using {}

/** Called with the response once it is rendered; a response that it returns takes its place. */
export type PostRenderCallback = (response: SimpleTemplateResponse) => unknown

/**
 * A response that is a template and its values until it is rendered: middleware and decorators may change both.
 * Django: "SimpleTemplateResponse objects".
 */
export class SimpleTemplateResponse extends HttpResponse {
  templateName: TemplateName
  contextData: ContextValues | null
  readonly #using: string | null
  readonly #callbacks: PostRenderCallback[] = []
  #isRendered = false

  constructor(template: TemplateName, context: ContextValues | null = null, options: TemplateResponseOptions = {}) {
    const { using = null, ...others } = options
    super('', others)
    this.templateName = template
    this.contextData = context
    this.#using = using
  }

  get isRendered(): boolean {
    return this.#isRendered
  }

  /** The request whose context processors count; none here. */
  protected get request(): HttpRequest | null {
    return null
  }

  /** Calls `callback` once the response is rendered; at once when it is. */
  addPostRenderCallback(callback: PostRenderCallback): void {
    if (this.#isRendered) callback(this)
    else this.#callbacks.push(callback)
  }

  /**
   * Renders the response, once. A promise only when context processors or values of the context are promises, which
   * are awaited, one level deep. Gives the response, or what a callback put in its place.
   */
  render(): SimpleTemplateResponse | Promise<SimpleTemplateResponse> {
    if (this.#isRendered) return this
    const template = resolveTemplate(this.templateName, { using: this.#using })
    const context = makeContext(this.contextData, this.request, template.engine)
    const finish = () => this.#finish(template.render(context))
    return context.settle(template)?.then(finish) ?? finish()
  }

  protected override setContent(content: Content): void {
    super.setContent(content)
    this.#isRendered = true
  }

  override get payload(): string | Uint8Array {
    if (this.#isRendered) return super.payload
    throw new ContentNotRenderedError('The response content must be rendered before it can be accessed.')
  }

  #finish(content: string): SimpleTemplateResponse {
    this.content = content
    let response: SimpleTemplateResponse = this
    for (const callback of this.#callbacks) {
      const other = callback(response)
      if (other instanceof SimpleTemplateResponse) response = other
    }
    return response
  }
}

/** The same with the context processors of a request. Django: "TemplateResponse objects". */
export class TemplateResponse extends SimpleTemplateResponse {
  readonly #request: HttpRequest

  constructor(
    request: HttpRequest,
    template: TemplateName,
    context: ContextValues | null = null,
    options: TemplateResponseOptions = {},
  ) {
    super(template, context, options)
    this.#request = request
  }

  protected override get request(): HttpRequest {
    return this.#request
  }
}
