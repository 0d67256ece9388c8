import type { HttpRequest } from 'tiny-django/http'
import { rotateToken } from 'tiny-django/middleware'
import { userLoggedIn, userLoginFailed } from './signals'
import { anonymous, checkUser, type User } from './users'

/** The user with these credentials; `null`, and a signal, when there is none. */
export function authenticate(request: HttpRequest, credentials: { username: string; password: string }): User | null {
  const { username, password } = credentials
  const user = checkUser(username, password)
  if (user === null) userLoginFailed.send('accounts', { request, credentials: { username } })
  return user
}

/** Has the session belong to the user. */
export function login(request: HttpRequest, user: User): void {
  request.session.cycleKey()
  request.session.set('username', user.username)
  rotateToken(request)
  request.user = user
  userLoggedIn.send('accounts', { request, user })
}

export function logout(request: HttpRequest): void {
  request.session.flush()
  request.user = anonymous
}
