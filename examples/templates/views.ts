import { Http404, type HttpRequest } from 'tiny-django/http'
import { render } from 'tiny-django/shortcuts'
import { type Book, books } from './books/data'

interface List {
  readonly here: string
  readonly books: readonly Book[]
}

interface Detail {
  readonly here: string
  readonly book: Book
}

export function index(request: HttpRequest) {
  return render<List>(request, 'books/list.html', { here: request.path, books })
}

export function detail(request: HttpRequest, { slug }: { slug: string }) {
  const book = books.find(each => each.slug === slug)
  if (book === undefined) throw new Http404(`No book is called ${slug}.`)
  return render<Detail>(request, 'books/detail.html', { here: request.path, book })
}
