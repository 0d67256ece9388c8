/** All variables, or all fields of a form. */
export const ALL_SENSITIVE = '__ALL__'

/** Names that no report may show. */
export type SensitiveNames = readonly string[] | typeof ALL_SENSITIVE

/** Says that these local variables of a function are not to be shown. */
export function markSensitive(fn: object, names: SensitiveNames): void {
  marked.set(fn, names)
}

/** The local variables of a function that are not to be shown; `null` when nobody said anything. */
export function sensitiveVariablesOf(fn: object): SensitiveNames | null {
  return marked.get(fn) ?? null
}

/** All functions that were marked, for whoever has a place in the source and no function. */
export function sensitiveFunctions(): IterableIterator<[fn: object, names: SensitiveNames]> {
  return marked.entries()
}

// Functions of modules: there are few of them, and they live as long as the process.
const marked = new Map<object, SensitiveNames>()
