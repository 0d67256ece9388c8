import type { HttpRequest } from 'tiny-django/http'

export class User {
  readonly username: string
  readonly isAuthenticated: boolean = true

  constructor(username: string) {
    this.username = username
  }

  toString(): string {
    return this.username
  }
}

export class AnonymousUser extends User {
  override readonly isAuthenticated = false

  constructor() {
    super('')
  }

  override toString(): string {
    return 'AnonymousUser'
  }
}

/** Gives every request the user whose name is in its session. */
export class UserMiddleware {
  processRequest(request: HttpRequest) {
    const username = request.session.get('username', '')
    request.user = username === '' ? new AnonymousUser() : new User(username)
  }
}

declare module 'tiny-django/http' {
  interface HttpRequest {
    user: User
  }
}
