import type { HttpRequest } from 'tiny-django/http'

export interface User {
  readonly username: string
  readonly isAuthenticated: boolean
}

/** Gives every request the user whose name is in its session. */
export class UserMiddleware {
  processRequest(request: HttpRequest) {
    const username = request.session.get('username', '')
    request.user = { username, isAuthenticated: username !== '' }
  }
}

declare module 'tiny-django/http' {
  interface HttpRequest {
    user: User
  }
}
