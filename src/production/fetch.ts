import { fetchHandler } from '../adapters/fetch.js'
import { makeApplication, type ProjectParts } from './project.js'
import { keepRequestsApart } from './request-locals.js'

/** What a Fetch runtime calls: the default export of a build for one. */
export interface FetchModule {
  fetch(request: Request, ...platform: readonly unknown[]): Promise<Response>
}

/** The project as a module for runtimes that speak `fetch`. */
export function fetchModule(parts: ProjectParts): FetchModule {
  const within = keepRequestsApart()
  const handle = fetchHandler<readonly unknown[]>(makeApplication(parts), {
    remoteAddress: (request, second) => addressOf(request, second),
  })
  return { fetch: (request, ...platform) => within(() => handle(request, ...platform)) }
}

/** By what the runtime itself says; a header counts only where it is the runtime that sets it. */
function addressOf(request: Request, second: unknown): string | null {
  if ('cf' in request && request.cf !== undefined) return request.headers.get('CF-Connecting-IP')
  const { remoteAddr, requestIP } = Object(second) as {
    remoteAddr?: { hostname?: string }
    requestIP?: (request: Request) => { address: string } | null
  }
  return remoteAddr?.hostname ?? requestIP?.call(second, request)?.address ?? null
}
