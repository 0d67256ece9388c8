import * as messages from 'tiny-django/contrib/messages'
import { neverCache, requirePOST, requireSafe, sensitivePostParameters } from 'tiny-django/decorators'
import type { HttpRequest } from 'tiny-django/http'
import { redirect, render } from 'tiny-django/shortcuts'
import { lockoutDispatch } from '../lockout/decorators'
import * as auth from './auth'

export const index = requireSafe((request: HttpRequest) => {
  if (!request.user.isAuthenticated) return redirect('login')
  return render(request, 'accounts/index.html', { user: request.user })
})

export const login = sensitivePostParameters('password')(
  neverCache(
    lockoutDispatch((request: HttpRequest) => {
      if (request.method !== 'POST') return render(request, 'accounts/login.html')
      const username = request.POST.get('username') ?? ''
      const password = request.POST.get('password') ?? ''
      const user = auth.authenticate(request, { username, password })
      if (user === null) {
        return render(request, 'accounts/login.html', { username, problem: 'Username or password is wrong.' })
      }
      auth.login(request, user)
      messages.success(request, `Welcome, ${user.username}.`)
      return redirect('index')
    }),
  ),
)

export const logout = requirePOST((request: HttpRequest) => {
  auth.logout(request)
  messages.info(request, 'You are logged out.')
  return redirect('login')
})
