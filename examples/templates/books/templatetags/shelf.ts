import { type Context, Library } from 'tiny-django/template'
import type { Book } from '../data'

export const register = new Library()

/** `{{ book.tags|joined:" · " }}`: as `join`, with a word for none. */
register.filter('joined', (tags: readonly string[], separator: string) => tags.join(separator) || 'untagged')

/** `{% stars 3 of=5 as rating %}` */
register.simpleTag('stars', { params: ['count', 'of=5'] }, (count: number, { of }: { of: number }) =>
  '★'.repeat(count).padEnd(of, '☆'),
)

/** `{% card book %}`: a book as the list shows it. */
register.inclusionTag(
  'books/card.html',
  'card',
  { params: ['book'], takesContext: true },
  (context: Context, book: Book) => ({ book, number: context.get('number') }),
)
