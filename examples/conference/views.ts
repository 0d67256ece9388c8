import { requirePOST, requireSafe } from 'tiny-django/decorators'
import type { HttpRequest } from 'tiny-django/http'
import { rotateToken } from 'tiny-django/middleware'
import { redirect, render } from 'tiny-django/shortcuts'
import { conferences } from './conferences/models'

export const index = requireSafe((request: HttpRequest) => {
  const chaired = conferences.filter(each => each.isChairedBy(request.user))
  return render(request, 'index.html', { conferences: chaired })
})

/** Whoever gives a name is believed: this program is about files for chairs, not about passwords. */
export const login = requirePOST((request: HttpRequest) => {
  request.session.cycleKey()
  request.session.set('username', request.POST.get('username', '').trim())
  rotateToken(request)
  return redirect('index')
})

export const logout = requirePOST((request: HttpRequest) => {
  request.session.flush()
  return redirect('index')
})
