import type { HttpRequest } from 'tiny-django/http'
import { anonymous, namedUser, type User } from './users'

/** Gives every request its user, by the session. */
export class UserMiddleware {
  processRequest(request: HttpRequest) {
    const username = request.session.get('username', '')
    request.user = username ? namedUser(username) : anonymous
  }
}

declare module 'tiny-django/http' {
  interface HttpRequest {
    user: User
  }
}
