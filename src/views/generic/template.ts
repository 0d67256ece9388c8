import { ImproperlyConfigured } from '../../conf/exceptions.js'
import type { HttpRequest } from '../../http/request.js'
import type { HttpResponseBase } from '../../http/response-base.js'
import { TemplateResponse, type TemplateResponseOptions } from '../../template/response.js'
import type { Answer } from '../../urls/types.js'
import { isPromiseLike, type MaybeLater } from '../../utils/after.js'
import { View } from './base.js'

/** Names and values for a template. */
export type ContextData = Readonly<Record<string, unknown>>

/** What a class that mixins are put on has to be: one whose instances need nothing to be made. */
export type Mixable<Instance extends object = object> = new () => Instance

// The class with more in its instances; what it has itself stays.
type With<Base extends Mixable, More> = Omit<Base, 'prototype'> & (new () => InstanceType<Base> & More)

/** What `ContextMixin` adds. */
export interface HasContext {
  /** Values for the template beside the others. */
  extraContext: ContextData | null
  /** The values for the template: these, the `view` itself, and `extraContext`. Overridden, it may be async. */
  getContextData(kwargs?: ContextData): MaybeLater<ContextData>
}

/**
 * A class with values for a template. Django: `django.views.generic.base.ContextMixin`.
 *
 * ```ts
 * class Page extends ContextMixin(View) { … }
 * ```
 */
export function ContextMixin<Base extends Mixable>(base: Base): With<Base, HasContext> {
  class WithContext extends (base as Mixable) implements HasContext {
    extraContext: ContextData | null = null

    getContextData(kwargs: ContextData = {}): MaybeLater<ContextData> {
      return { view: this, ...kwargs, ...this.extraContext }
    }
  }
  return WithContext as unknown as With<Base, HasContext>
}

/** The class of the responses of a view. */
export type TemplateResponseClass = new (...args: ConstructorParameters<typeof TemplateResponse>) => HttpResponseBase

/** What `TemplateResponseMixin` adds. */
export interface RendersTemplate {
  templateName: string | null
  /** The `NAME` of the engine that has it. */
  templateEngine: string | null
  responseClass: TemplateResponseClass
  contentType: string | null
  /** The response, rendered later, when middleware has had its say. */
  renderToResponse(context: ContextData, options?: TemplateResponseOptions): HttpResponseBase
  /** The names of templates of which the first that exists is taken. Throws ImproperlyConfigured without any. */
  getTemplateNames(): readonly string[]
}

/** A class that answers with a template. Django: `django.views.generic.base.TemplateResponseMixin`. */
export function TemplateResponseMixin<Base extends Mixable>(base: Base): With<Base, RendersTemplate> {
  class WithTemplate extends (base as Mixable<{ request: HttpRequest }>) implements RendersTemplate {
    templateName: string | null = null
    templateEngine: string | null = null
    responseClass: TemplateResponseClass = TemplateResponse
    contentType: string | null = null

    renderToResponse(context: ContextData, options: TemplateResponseOptions = {}): HttpResponseBase {
      const { contentType, templateEngine: using } = this
      const Response = this.responseClass
      return new Response(this.request, this.getTemplateNames(), context, { contentType, using, ...options })
    }

    getTemplateNames(): readonly string[] {
      if (this.templateName !== null) return [this.templateName]
      throw new ImproperlyConfigured(
        "TemplateResponseMixin requires either a definition of 'templateName' or an implementation of 'getTemplateNames()'",
      )
    }
  }
  return WithTemplate as unknown as With<Base, RendersTemplate>
}

/**
 * A page made of a template, with what the route captured in its context. Django:
 * `django.views.generic.base.TemplateView`.
 *
 * ```ts
 * path('about/', TemplateView.asView({ templateName: 'about.html', extraContext: { title: 'About' } }))
 * ```
 */
export class TemplateView extends TemplateResponseMixin(ContextMixin(View)) {
  get(_request: HttpRequest, ..._args: unknown[]): Answer | Promise<Answer> {
    const context = this.getContextData(this.kwargs)
    return isPromiseLike(context) ? context.then(ready => this.renderToResponse(ready)) : this.renderToResponse(context)
  }
}
