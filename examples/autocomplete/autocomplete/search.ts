/** Whether a field's text is what one word of a query asks for. */
type Lookup = (text: string, word: string) => boolean

/** What a sign in front of a field's name says. As in Django's `search_fields`. */
const lookups: Readonly<Record<string, Lookup>> = {
  '^': (text, word) => text.startsWith(word),
  '=': (text, word) => text === word,
  '@': (text, word) => text.split(/[^\p{L}\p{N}]+/u).includes(word),
}
const contains: Lookup = (text, word) => text.includes(word)

/** A field that is searched, and how. */
export interface SearchField {
  readonly name: string
  readonly matches: Lookup
}

/** `^title,=isbn,author` */
export function parseSearchFields(text: string): SearchField[] {
  return text.split(',').map(field => {
    const lookup = lookups[field.charAt(0)]
    return lookup === undefined ? { name: field, matches: contains } : { name: field.slice(1), matches: lookup }
  })
}

/** A test for objects: each word of the query must be in one of the fields, in any case. */
export function searching(query: string, fields: readonly SearchField[]): (object: object) => boolean {
  const words = query.split(/\s+/).filter(Boolean).map(folded)
  return object =>
    words.every(word => fields.some(({ name, matches }) => matches(folded(Reflect.get(object, name)), word)))
}

function folded(value: unknown): string {
  return String(value ?? '').toLowerCase()
}
