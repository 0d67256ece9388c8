import { nearest } from '../utils/suggest.js'

/** Names that mean something. */
interface Names {
  readonly tags: ReadonlyMap<string, unknown>
  readonly filters: ReadonlyMap<string, unknown>
}

/** What a template may use at a place, and what it could load. */
export interface Known extends Names {
  readonly libraries: ReadonlyMap<string, Names>
}

/** What was probably meant by a filter that is not known; `undefined` when nobody can tell. */
export function filterHint(name: string, { filters, libraries }: Known): string | undefined {
  const inLibrary = libraryHint(name, 'filter', libraries, library => library.filters)
  return inLibrary ?? (humanizeFilters.has(name) ? humanizeHint : meant(name, filters.keys()))
}

/** The same of a tag, where those of `expected` would end what is open. */
export function tagHint(
  name: string,
  { tags, libraries }: Known,
  expected: readonly string[] = [],
): string | undefined {
  const inLibrary = libraryHint(name, 'tag', libraries, library => library.tags)
  return inLibrary ?? meant(name, expected.map(firstWord)) ?? meant(name, tags.keys())
}

/** The same of a library. */
export function labelHint(label: string, { libraries }: Known): string | undefined {
  return meant(label, libraries.keys()) ?? (nearest(label, ['humanize']) && humanizeHint)
}

/** Unlike Django's other libraries it is not there unless a project says so, as in Django. */
const humanizeHint =
  "{% load humanize %} needs the library in the settings: TEMPLATES: [{ OPTIONS: { libraries: { humanize } } }], with import { register as humanize } from 'tiny-django/contrib/humanize'"

/** By name, since the library itself would come along into every engine. */
const humanizeFilters = new Set(['apnumber', 'intcomma', 'intword', 'naturalday', 'naturaltime', 'ordinal'])

/** The same of a template that is nowhere, among those there are. */
export function nameHint(name: string, names: Iterable<string>): string | undefined {
  const all = [...names]
  const sameFile = all.filter(each => lastPart(each) === lastPart(name))
  return sameFile.length === 1 ? `Did you mean "${sameFile[0]}"?` : meant(name, all)
}

function libraryHint(
  name: string,
  kind: string,
  libraries: Known['libraries'],
  membersOf: (library: Names) => ReadonlyMap<string, unknown>,
): string | undefined {
  for (const [label, library] of libraries) {
    if (membersOf(library).has(name)) return `The library "${label}" has a ${kind} of that name: {% load ${label} %}`
  }
  return undefined
}

function meant(name: string, candidates: Iterable<string>): string | undefined {
  const near = nearest(name, candidates)
  return near === undefined ? undefined : `Did you mean "${near}"?`
}

function firstWord(text: string): string {
  return text.split(' ', 1)[0]!
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
