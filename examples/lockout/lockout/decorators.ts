import { decoratorFromMiddleware } from 'tiny-django/decorators'
import { receiver } from 'tiny-django/dispatch'
import type { HttpRequest, HttpResponseBase } from 'tiny-django/http'
import { userLoggedIn, userLoginFailed } from '../accounts/signals'
import { attempts } from './attempts'
import { getLockoutResponse } from './helpers'

receiver(userLoginFailed)(({ request, credentials }) => attempts.add(request, credentials))
receiver(userLoggedIn)(({ request, user }) => attempts.reset(request, user))

/** Refuses a form that is sent while its user is locked out, and the answer to the one by which they got locked out. */
class LockoutMiddleware {
  processRequest(request: HttpRequest) {
    return isRefused(request) ? getLockoutResponse(request) : null
  }

  processResponse(request: HttpRequest, response: HttpResponseBase) {
    return isRefused(request) ? getLockoutResponse(request) : response
  }
}

/** For the view with the login form. */
export const lockoutDispatch = decoratorFromMiddleware(LockoutMiddleware)

function isRefused(request: HttpRequest): boolean {
  return request.method === 'POST' && attempts.isLocked(request)
}
