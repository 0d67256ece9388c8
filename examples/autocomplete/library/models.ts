import { registerModel } from '../autocomplete/models'

export interface Author {
  readonly id: number
  readonly name: string
  readonly country: string
  readonly born: number
  readonly email: string
}

const facts: readonly (readonly [name: string, country: string, born: number])[] = [
  ['Chinua Achebe', 'Nigeria', 1930],
  ['Anna Akhmatova', 'Russia', 1889],
  ['Jane Austen', 'United Kingdom', 1775],
  ['Karen Blixen', 'Denmark', 1885],
  ['Jorge Luis Borges', 'Argentina', 1899],
  ['Charlotte Brontë', 'United Kingdom', 1816],
  ['Emily Brontë', 'United Kingdom', 1818],
  ['Miguel de Cervantes', 'Spain', 1547],
  ['Assia Djebar', 'Algeria', 1936],
  ['Annie Ernaux', 'France', 1940],
  ['Gabriel García Márquez', 'Colombia', 1927],
  ['Ursula K. Le Guin', 'United States', 1929],
  ['Selma Lagerlöf', 'Sweden', 1858],
  ['Stanisław Lem', 'Poland', 1921],
  ['Astrid Lindgren', 'Sweden', 1907],
  ['Naguib Mahfouz', 'Egypt', 1911],
  ['Toni Morrison', 'United States', 1931],
  ['Murasaki Shikibu', 'Japan', 973],
  ['Olga Tokarczuk', 'Poland', 1962],
  ['Yōko Tawada', 'Japan', 1960],
  ['Virginia Woolf', 'United Kingdom', 1882],
]

export const authors: readonly Author[] = facts.map(([name, country, born], index) => ({
  id: index + 1,
  name,
  country,
  born,
  email: `author${index + 1}@example.com`, // nobody's business
}))

registerModel<Author>('library', 'Author', {
  pk: author => String(author.id),
  label: author => `${author.name} (${author.country}, ${author.born})`,
  searchFields: ['name', 'country', 'born'],
  all: () => authors,
})
