import type { Conference } from '../conferences/models'

export interface Author {
  readonly pk: number
  readonly fullName: string
  /** As it is written at home, where that is another script. */
  readonly nativeName: string
  readonly degree: string
  readonly country: string
  readonly city: string
  readonly affiliation: string
  readonly role: string
  readonly email: string
}

export interface Submission {
  readonly pk: number
  readonly conference: number
  readonly title: string
  /** The first of them corresponds with the chairs. */
  readonly authors: readonly Author[]
  readonly language: string
  /** The text for the reviewers; empty while there is none. */
  readonly manuscript: string
}

export const submissions = {
  get({ pk }: { pk: number }): Submission | undefined {
    const number = pk - FIRST_OF_CONGRESS
    return number > 0 && number <= CONGRESS_SIZE ? congressSubmission(number) : written.find(each => each.pk === pk)
  },

  /** Those to a conference, one after the other, as a database hands them out: never all at once. */
  *iterator({ pk }: Conference): Generator<Submission> {
    if (pk === CONGRESS) for (let number = 1; number <= CONGRESS_SIZE; number++) yield congressSubmission(number)
    else yield* written.filter(({ conference }) => conference === pk)
  },
}

export function authorsOf(conference: Conference): Author[] {
  const authors = new Map<number, Author>()
  for (const submission of submissions.iterator(conference)) {
    for (const author of submission.authors) authors.set(author.pk, author)
  }
  return [...authors.values()].sort((a, b) => a.pk - b.pk)
}

/** Too large a conference to have in memory. */
const CONGRESS = 2
const CONGRESS_SIZE = 100_000
const FIRST_OF_CONGRESS = 1000

function congressSubmission(number: number): Submission {
  return {
    pk: FIRST_OF_CONGRESS + number,
    conference: CONGRESS,
    title: `On the ${number}th part of "everything", with a proof`,
    authors: [authors[number % authors.length]!, authors[(number + 1) % authors.length]!],
    language: 'English',
    manuscript: number % 10 === 0 ? '' : `Part ${number}.`,
  }
}

const authors: readonly Author[] = [
  {
    pk: 1,
    fullName: 'Smith, John "Jack"',
    nativeName: '',
    degree: 'PhD',
    country: 'United Kingdom',
    city: 'Leeds',
    affiliation: 'Smith & Sons, Ltd.',
    role: 'Researcher',
    email: 'jack@example.com',
  },
  {
    pk: 2,
    fullName: 'Maria Petrova',
    nativeName: 'Мария Петрова',
    degree: 'Dr. habil.',
    country: 'Bulgaria',
    city: 'Велико Търново',
    affiliation: 'Университет „Св. Кирил“',
    role: 'Professor',
    email: 'm.petrova@example.org',
  },
  {
    pk: 3,
    fullName: 'Wang Xiaoming',
    nativeName: '王小明',
    degree: '',
    country: 'China',
    city: '西安',
    affiliation: 'Institute of Lines\nand Points',
    role: 'Student',
    email: 'xm@example.cn',
  },
  {
    pk: 4,
    fullName: '=HYPERLINK("https://example.com/","Click")',
    nativeName: 'نور الدين',
    degree: '+1',
    country: 'Egypt',
    city: '-',
    affiliation: '@home',
    role: 'Student',
    email: 'nour@example.com',
  },
]

const written: readonly Submission[] = [
  {
    pk: 1,
    conference: 1,
    title: 'Less, but "better"',
    authors: [authors[0]!, authors[1]!],
    language: 'English',
    manuscript: 'Nothing is left out, because nothing was put in.',
  },
  { pk: 2, conference: 1, title: 'Малки рамки', authors: [authors[1]!], language: 'Bulgarian', manuscript: 'Малко.' },
  {
    pk: 3,
    conference: 1,
    title: '=1+1, a study of cells',
    authors: [authors[2]!, authors[3]!, authors[0]!],
    language: 'English',
    manuscript: '',
  },
]
