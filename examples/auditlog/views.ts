import { requirePOST } from 'tiny-django/decorators'
import type { HttpRequest } from 'tiny-django/http'
import { rotateToken } from 'tiny-django/middleware'
import { redirect } from 'tiny-django/shortcuts'

/** Whoever gives a name is believed: this program is about what is written down of a user, not about passwords. */
export const login = requirePOST((request: HttpRequest) => {
  request.session.cycleKey()
  request.session.set('username', request.POST.get('username', '').trim())
  rotateToken(request)
  return redirect('notes:index')
})

export const logout = requirePOST((request: HttpRequest) => {
  request.session.flush()
  return redirect('notes:index')
})
