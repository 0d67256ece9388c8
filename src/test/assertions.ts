import { settings } from '../conf/settings.js'
import { splitDomainPort, validateHost } from '../http/host.js'
import type { HttpResponseBase } from '../http/response-base.js'
import { isPromiseLike, type MaybeLater } from '../utils/after.js'
import { repr } from '../utils/repr.js'
import { urljoin, urlsplit } from '../utils/urlsplit.js'
import type { AskingClient, ClientResponse } from './response.js'

/** What an assertion found: whether it holds, and what is said when it was expected not to be so. */
export interface Verdict {
  readonly pass: boolean
  message(): string
  /** Whether neither the question nor its opposite can be answered. */
  readonly isImpossible?: boolean
}

/** How `toContainText` counts. */
export interface ContainTextOptions {
  /** How often the text is expected; at least once unless told. */
  readonly count?: number
  /** The status that the response is expected to have: 200 unless told. */
  readonly statusCode?: number
  readonly msgPrefix?: string
}

/** Where `toRedirectTo` looks. */
export interface RedirectToOptions {
  /** Of the redirect: 302 unless told. */
  readonly statusCode?: number
  /** Of the page it leads to: 200 unless told. */
  readonly targetStatusCode?: number
  readonly msgPrefix?: string
  /** Whether that page is asked for: on unless told. Off for addresses elsewhere. */
  readonly fetchRedirectResponse?: boolean
}

/** Django: `assertContains`; turned round, `assertNotContains`. Of a response that streams, a promise. */
export function containsText(
  response: HttpResponseBase,
  text: string | Uint8Array | number,
  options: ContainTextOptions = {},
): MaybeLater<Verdict> {
  const { statusCode = 200, msgPrefix } = options
  const prefix = prefixOf(msgPrefix)
  if (response.statusCode !== statusCode) {
    const problem = `${prefix}Couldn't retrieve content: Response code was ${response.statusCode} (expected ${statusCode})`
    return { ...failed(problem), isImpossible: true }
  }
  const content = contentOf(response)
  return isPromiseLike(content)
    ? content.then(bytes => countText(bytes, text, options, prefix))
    : countText(content, text, options, prefix)
}

function countText(
  content: string | Uint8Array,
  text: string | Uint8Array | number,
  { count }: ContainTextOptions,
  prefix: string,
): Verdict {
  const [haystack, needle] =
    text instanceof Uint8Array ? [asLatin1(content), asLatin1(text)] : [asText(content), String(text)]
  const shown = text instanceof Uint8Array ? repr(asText(text)) : `'${needle}'`
  const real = occurrences(haystack, needle)
  const excerpt = `in the following response\n${asText(content)}`
  return {
    pass: count === undefined ? real !== 0 : real === count,
    message: () => {
      if (count !== undefined) return `${prefix}Found ${real} instances of ${shown} (expected ${count}) ${excerpt}`
      return real === 0
        ? `${prefix}Couldn't find ${shown} ${excerpt}`
        : `${prefix}${shown} unexpectedly found ${excerpt}`
    },
  }
}

/** Whether the response has that status. */
export function hasStatus({ statusCode }: HttpResponseBase, expected: number): Verdict {
  const pass = statusCode === expected
  return {
    pass,
    message: () =>
      pass ? `Response code was ${statusCode} unexpectedly` : `Response code was ${statusCode} (expected ${expected})`,
  }
}

/** Django: `assertTemplateUsed`; turned round, `assertTemplateNotUsed`. */
export function usesTemplate(
  response: HttpResponseBase,
  templateName: string,
  { count, msgPrefix }: { readonly count?: number; readonly msgPrefix?: string } = {},
): Verdict {
  const { templates } = response as Partial<ClientResponse>
  if (templates === undefined) {
    throw new RangeError('toUseTemplate() is only usable on responses fetched using the test Client.')
  }
  const prefix = prefixOf(msgPrefix)
  const names = templates.flatMap(({ name }) => name ?? [])
  const real = names.filter(name => name === templateName).length
  return {
    pass: count === undefined ? real > 0 : real === count,
    message: () => {
      if (names.length === 0) return `${prefix}No templates used to render the response`
      if (real === 0) {
        return (
          `${prefix}Template '${templateName}' was not a template used to render the response. ` +
          `Actual template(s) used: ${names.join(', ')}`
        )
      }
      return count === undefined || real === count
        ? `${prefix}Template '${templateName}' was used unexpectedly in rendering the response`
        : `${prefix}Template '${templateName}' was expected to be rendered ${count} time(s) but was actually rendered ${real} time(s).`
    },
  }
}

/** Django: `assertRedirects`. */
export async function redirectsTo(
  response: ClientResponse,
  expectedUrl: string | URL | { toString(): string },
  options: RedirectToOptions = {},
): Promise<Verdict> {
  const prefix = prefixOf(options.msgPrefix)
  const found = response.redirectChain === undefined ? await ofOne(response, options) : ofChain(response, options)
  if ('problem' in found) return failed(prefix + found.problem)
  const expected = String(expectedUrl)
  const pass = sortedQuery(found.url) === sortedQuery(expected)
  return {
    pass,
    message: () =>
      pass
        ? `${prefix}Response redirected to '${found.url}' unexpectedly`
        : `${prefix}Response redirected to '${found.url}', expected '${expected}'`,
  }
}

type Found = { readonly url: string } | { readonly problem: string }

function ofChain(response: ClientResponse, { statusCode = 302, targetStatusCode = 200 }: RedirectToOptions): Found {
  const chain = response.redirectChain!
  const didNot = "Response didn't redirect as expected:"
  if (chain.length === 0) {
    return { problem: `${didNot} Response code was ${response.statusCode} (expected ${statusCode})` }
  }
  const first = chain[0]![1]
  if (first !== statusCode) {
    return {
      problem: `Initial response didn't redirect as expected: Response code was ${first} (expected ${statusCode})`,
    }
  }
  if (response.statusCode !== targetStatusCode) {
    return { problem: `${didNot} Final Response code was ${response.statusCode} (expected ${targetStatusCode})` }
  }
  return { url: chain.at(-1)![0] }
}

async function ofOne(response: ClientResponse, options: RedirectToOptions): Promise<Found> {
  const { statusCode = 302, targetStatusCode = 200, fetchRedirectResponse = true } = options
  if (response.statusCode !== statusCode) {
    const codes = `Response code was ${response.statusCode} (expected ${statusCode})`
    return { problem: `Response didn't redirect as expected: ${codes}` }
  }
  const { path } = urlsplit(response.url)
  const from = response.request?.PATH_INFO ?? '/'
  const url = path.startsWith('/') ? response.url : urljoin(from, response.url)
  if (!fetchRedirectResponse) return { url }
  if (response.client === undefined) {
    throw new RangeError('toRedirectTo() is only usable on responses fetched using the test Client.')
  }
  const target = await fetchTarget(response.client, url)
  if (target.statusCode === targetStatusCode) return { url }
  return {
    problem:
      `Couldn't retrieve redirection page '${urlsplit(url).path}': response code was ${target.statusCode} ` +
      `(expected ${targetStatusCode})`,
  }
}

function fetchTarget(client: AskingClient, url: string): Promise<ClientResponse> {
  const { scheme, netloc, path, query } = urlsplit(url)
  const [domain] = splitDomainPort(netloc)
  if (domain && !validateHost(domain, settings.ALLOWED_HOSTS)) {
    throw new RangeError(
      `The test client is unable to fetch remote URLs (got ${url}). If the host is served by this application, add ` +
        `'${domain}' to ALLOWED_HOSTS. Otherwise, use toRedirectTo(…, { fetchRedirectResponse: false }).`,
    )
  }
  const { headers, environ } = client.lastOptions
  return client.get(path, query, { headers, environ, secure: scheme === 'https' })
}

// Two addresses are the same whatever the order of their parameters, those of one name apart.
function sortedQuery(url: string): string {
  const { scheme, netloc, path, query, fragment } = urlsplit(url)
  const pairs = [...new URLSearchParams(query)]
  const sorted = pairs.sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
  return JSON.stringify([scheme, netloc, path, sorted, fragment])
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function contentOf(response: HttpResponseBase): MaybeLater<string | Uint8Array> {
  const { render, isRendered } = response as { render?: () => unknown; isRendered?: boolean }
  if (isRendered === false && typeof render === 'function') {
    const rendered = render.call(response)
    if (isPromiseLike(rendered)) return Promise.resolve(rendered).then(() => response.payload)
  }
  if (!response.streaming) return response.payload
  const content = response.streamingContent
  return Symbol.asyncIterator in content ? collected(content) : Buffer.concat([...content])
}

async function collected(content: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of content) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function asText(content: string | Uint8Array): string {
  return typeof content === 'string' ? content : Buffer.from(content).toString()
}

function asLatin1(content: string | Uint8Array): string {
  return Buffer.from(content as Uint8Array).toString('latin1')
}

function occurrences(haystack: string, needle: string): number {
  return needle === '' ? haystack.length + 1 : haystack.split(needle).length - 1
}

function prefixOf(prefix: string | undefined): string {
  return prefix ? `${prefix}: ` : ''
}

function failed(problem: string): Verdict {
  return { pass: false, message: () => problem }
}
