import { requireSafe } from 'tiny-django/decorators'
import type { HttpRequest } from 'tiny-django/http'
import { getObjectOr404, render } from 'tiny-django/shortcuts'
import { type Author, authors } from './models'

interface Index {
  readonly pk: string
  readonly author: Author | null
}

/** The form with the input; `?author=3`, what it sends, is the author that was chosen. */
export const index = requireSafe((request: HttpRequest) => {
  const pk = request.GET.get('author') ?? ''
  const author = pk === '' ? null : getObjectOr404(authors, { id: Number(pk) })
  return render<Index>(request, 'library/index.html', { pk, author })
})
