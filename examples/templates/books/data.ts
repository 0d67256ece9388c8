export interface Book {
  readonly slug: string
  readonly title: string
  readonly author: string
  readonly published: Date
  readonly copies: number
  readonly edition: number
  readonly tags: readonly string[]
  readonly blurb: string
}

export const books: readonly Book[] = [
  {
    slug: 'cookery',
    title: 'Salt & Pepper',
    author: 'B. Miller',
    published: new Date('1999-03-04T12:00:00Z'),
    copies: 1234567,
    edition: 2,
    tags: ['food', 'a < b'],
    blurb: 'Everything about salt.\n\nAnd <b>pepper</b>.',
  },
  {
    slug: 'maps',
    title: 'Maps of nowhere',
    author: '',
    published: new Date('2024-11-30T12:00:00Z'),
    copies: 0,
    edition: 11,
    tags: [],
    blurb: '',
  },
]
