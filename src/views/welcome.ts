import type { HttpRequest } from '../http/request.js'
import { HttpResponse } from '../http/response.js'
import { exemptFromPolicies } from './exempt.js'

/**
 * The page a new project shows at `/`: the nine steps of the cycle, and what to edit first. The template language it is
 * written in is loaded when somebody looks at it, not when a project that has imported it starts.
 */
export async function welcome(_request: HttpRequest): Promise<HttpResponse> {
  const { welcomePage } = await import('./welcome-page.js')
  return exemptFromPolicies(new HttpResponse(welcomePage()))
}
