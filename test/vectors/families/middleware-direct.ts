import { buildChain } from '../../../src/core/chain.js'
import {
  type HttpRequest,
  type HttpResponseBase,
  HttpResponsePermanentRedirect,
  HttpResponseRedirect,
} from '../../../src/http/index.js'
import type { MiddlewareClass } from '../../../src/middleware/index.js'
import * as builtIn from '../../../src/middleware/index.js'
import { activateResolver, path, rePath, type URLPatterns, URLResolver } from '../../../src/urls/index.js'
import { noAppendSlash } from '../../../src/views/decorators/index.js'
import type { Input, Recording } from '../family.js'
import { perform, type Step } from '../family.js'
import { type DescribedRequest, makeRequest, unpackedFacts } from './described-request.js'
import { camelCase, makeResponse, responseSteps } from './response.js'

interface Direct {
  readonly middleware: readonly string[]
  readonly request: DescribedRequest
  readonly view: Input & { readonly attributes?: object; readonly ops?: readonly Step[] }
  readonly urlconf?: string
  /** Whether the request has it, and not the application. */
  readonly urlconf_on_request?: boolean
}

interface Fixtures {
  readonly urlconfs: Readonly<Record<string, readonly { path?: string; re_path?: string; view: string }[]>>
  readonly no_append_slash_views: readonly string[]
}

/** Built-in middleware around a stub that answers every address with the described response. */
export async function direct(input: Input, { fixtures }: Recording): Promise<unknown> {
  const { middleware, request, view, urlconf, urlconf_on_request } = input as unknown as Direct
  const urlconfs = fixtures as Fixtures
  const made = await makeRequest(request)
  const root = { urlpatterns: urlconf === undefined ? [] : patterns(urlconfs, urlconf) }
  if (urlconf_on_request) made.urlconf = root
  else activateResolver(new URLResolver(root))
  let isCalled = false
  const stub = () => {
    isCalled = true
    return describedResponse(view)
  }
  try {
    const response = await respond(middleware, stub, made)
    return { ...(await unpackedFacts(response, gzip => ({ gzip }))), view_called: isCalled }
  } finally {
    activateResolver(null)
  }
}

/** What the built-in middleware of these names makes of a request and the response of `view`. */
export function respond(
  names: readonly string[],
  view: (request: HttpRequest) => HttpResponseBase | Promise<HttpResponseBase>,
  request: HttpRequest,
): HttpResponseBase | Promise<HttpResponseBase> {
  const hooks = { view: [], templateResponse: [], exception: [] }
  const rethrow = (_request: HttpRequest, error: unknown) => {
    throw error
  }
  return buildChain(names.map(middlewareOf), view, hooks, { respond: rethrow })(request)
}

/** `CommonMiddleware(redirect=302)` is a subclass that redirects with that status. */
function middlewareOf(described: string): MiddlewareClass {
  const [, name, redirect] = /^(\w+)(?:\(redirect=(\d+)\))?$/.exec(described)!
  if (redirect === undefined) return (builtIn as unknown as Record<string, MiddlewareClass>)[name!]!
  return class extends builtIn.CommonMiddleware {
    override responseRedirectClass = redirect === '302' ? HttpResponseRedirect : HttpResponsePermanentRedirect
  }
}

function describedResponse(view: Direct['view']): HttpResponseBase {
  const { attributes = {}, ops = [], ...described } = view
  const response = makeResponse(described)
  for (const step of ops) perform(responseSteps, response, step)
  for (const [name, value] of Object.entries(attributes)) Object.assign(response, { [camelCase(name)]: value })
  return response
}

function patterns({ urlconfs, no_append_slash_views }: Fixtures, name: string): URLPatterns {
  return urlconfs[name]!.map(each => {
    const stub = () => new Response()
    const view = no_append_slash_views.includes(each.view) ? noAppendSlash(stub) : stub
    return each.path === undefined ? rePath(each.re_path!, view) : path(each.path, view)
  }) as URLPatterns
}
