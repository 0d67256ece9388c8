import type { HttpRequest } from '../../http/request.js'
import { CsrfViewMiddleware } from '../../middleware/csrf.js'
import { getToken } from '../../middleware/csrf-tokens.js'
import type { HookAnswer, View } from '../../middleware/types.js'
import { decoratorFromMiddleware } from './from-middleware.js'
import type { ViewDecorator } from './http.js'
import { passingOn } from './wrapping.js'

/** Does for a view what CsrfViewMiddleware does for all. Both together are harmless. Django: `csrf_protect`. */
export const csrfProtect: ViewDecorator = decoratorFromMiddleware(CsrfViewMiddleware)

class EnsureCsrfToken extends CsrfViewMiddleware {
  protected override reject(): undefined {
    return undefined
  }
}

/** Gives a view's template a token that works, and lets every request pass. Django: `requires_csrf_token`. */
export const requiresCsrfToken: ViewDecorator = decoratorFromMiddleware(EnsureCsrfToken)

class EnsureCsrfCookie extends EnsureCsrfToken {
  override processView(
    request: HttpRequest,
    view: View,
    args: readonly unknown[],
    kwargs: Record<string, unknown>,
  ): HookAnswer | Promise<HookAnswer> {
    const answer = super.processView(request, view, args, kwargs)
    getToken(request)
    return answer
  }
}

/** Sends the cookie with every response of a view, for pages whose scripts post forms. Django: `ensure_csrf_cookie`. */
export const ensureCsrfCookie: ViewDecorator = decoratorFromMiddleware(EnsureCsrfCookie)

/** Lets every request to a view pass, forms of other sites too. Django: `csrf_exempt`. */
export const csrfExempt: ViewDecorator = view => Object.assign(passingOn(view), { csrfExempt: true })
