import type { HttpRequest } from '../http/request.js'
import { type BodyRules, rulesOf } from '../http/uploads/rules.js'
import { ResolverMatch } from '../urls/match.js'
import type { URLResolver } from '../urls/resolver.js'

/** How the view that a request is for takes its body. What is wrong with the URLs is said when the view is called. */
export function bodyRulesFor(request: HttpRequest, resolver: URLResolver): BodyRules {
  try {
    const match = resolver.match(request.pathInfo)
    return match instanceof ResolverMatch ? rulesOf(match.func) : {}
  } catch {
    return {}
  }
}
