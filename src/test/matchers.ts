import { expect } from 'vitest'
import type { HttpResponseBase } from '../http/response-base.js'
import { isPromiseLike } from '../utils/after.js'
import {
  type ContainTextOptions,
  containsText,
  hasStatus,
  type RedirectToOptions,
  redirectsTo,
  usesTemplate,
  type Verdict,
} from './assertions.js'
import type { ClientResponse } from './response.js'

/** What `expect(response)` can be asked. The messages are those of Django's test case. */
export interface ResponseMatchers {
  /**
   * The body has the text, with the status 200 unless told. Django: `assertContains`. To be awaited for a response that
   * streams.
   */
  toContainText(text: string | Uint8Array | number, options?: ContainTextOptions): void
  /** The status is that one. */
  toHaveStatus(statusCode: number): void
  /**
   * The response redirects there, and the page there can be had: to be awaited. Django: `assertRedirects`.
   */
  toRedirectTo(url: Address, options?: RedirectToOptions): Promise<void>
  /** A template of that name had a part in the page. Django: `assertTemplateUsed`. */
  toUseTemplate(templateName: string, options?: { readonly count?: number; readonly msgPrefix?: string }): void
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: the type parameter has to be as Vitest declares it
  interface Matchers<T = any> extends ResponseMatchers {}
}

type Address = string | URL | { toString(): string }

expect.extend({
  toContainText(response: HttpResponseBase, text: string | Uint8Array | number, options?: ContainTextOptions) {
    const verdict = containsText(response, text, options)
    return isPromiseLike(verdict) ? verdict.then(each => decided(each, this.isNot)) : decided(verdict, this.isNot)
  },
  toHaveStatus: (response: HttpResponseBase, statusCode: number) => hasStatus(response, statusCode),
  toRedirectTo: (response: ClientResponse, url: Address, options?: RedirectToOptions) =>
    redirectsTo(response, url, options),
  toUseTemplate: (response: HttpResponseBase, templateName: string, options?: object) =>
    usesTemplate(response, templateName, options),
})

// A response that could not be looked at fails the question and its opposite.
function decided(verdict: Verdict, isNot: boolean): Verdict {
  return verdict.isImpossible ? { ...verdict, pass: isNot } : verdict
}
