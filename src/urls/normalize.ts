/** One URL that a regular expression can be turned back into: Python's `%` format, and the parameters in its order. */
export interface Template {
  readonly format: string
  readonly parameters: readonly string[]
}

/**
 * The URLs that a regular expression in Python's syntax stands for. A repetition counts with its least number, an
 * optional group without parameters is left out, one with parameters gives a URL without and one with it; of a character
 * class the first character stands. With an alternative `|` there is nothing but the empty URL.
 *
 * Django: `django.utils.regex_helper.normalize`. Throws `NotReversible`.
 */
export function normalize(pattern: string): Template[] {
  const reader = new Reader(pattern)
  try {
    return expand(parse(reader))
  } catch (error) {
    if (error === alternative) return [{ format: '', parameters: [] }]
    throw error
  }
}

/** A part of a regular expression that no URL can be made of. */
export class NotReversible extends Error {
  override readonly name = 'ValueError'
}

type Item =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string; readonly repeats: boolean }
  | { readonly kind: 'group'; readonly items: readonly Item[] }
  | { readonly kind: 'optional'; readonly item: Item }

const alternative = Symbol('alternative')

interface Character {
  readonly value: string
  readonly escaped: boolean
}

function parse(reader: Reader): Item[] {
  const items: Item[] = []
  const openGroups: number[] = []
  let positional = 0
  let held: Character | undefined
  for (;;) {
    const next = held ?? reader.next()
    held = undefined
    if (next === undefined) return items
    const { value, escaped } = next
    if (escaped || !special.has(value)) items.push(text(value))
    else if (value === '|') throw alternative
    else if (value === '$') return items
    else if (value === ')') {
      const inside = items.splice(openGroups.pop() ?? items.length)
      items.push({ kind: 'group', items: inside })
    } else if (value === '[') items.push(text(firstOfClass(reader)))
    else if (value === '(') {
      const group = parseGroup(reader, positional)
      if (group === 'open') openGroups.push(items.length)
      else if (group !== 'ignored') {
        items.push(group)
        if (group.name === `_${positional}`) positional++
      }
    } else if (value !== '^' && value !== '.') held = quantify(items, value, reader)
    else if (value === '.') items.push(text('.'))
  }
}

const special = new Set('|^$).[(*?+{')

function text(value: string): Item {
  return { kind: 'text', text: value }
}

function firstOfClass(reader: Reader): string {
  const first = reader.next()?.value ?? ''
  let next = reader.next()
  while (next && (next.escaped || next.value !== ']')) next = reader.next()
  return first
}

function parseGroup(reader: Reader, positional: number): Extract<Item, { kind: 'parameter' }> | 'open' | 'ignored' {
  const first = reader.next()
  if (first?.value !== '?' || first.escaped) {
    reader.skipGroup(first)
    return { kind: 'parameter', name: `_${positional}`, repeats: false }
  }
  const kind = reader.next()?.value
  if (kind === ':') return 'open'
  if (kind === 'P') return parseNamed(reader)
  if (kind === '<' && !reader.startsWith('=') && !reader.startsWith('!')) {
    return { kind: 'parameter', name: reader.nameOfGroup(), repeats: false }
  }
  if (kind !== '!' && kind !== '=' && kind !== '<')
    throw new NotReversible(`Non-reversible reg-exp portion: '(?${kind}'`)
  reader.skipGroup(undefined)
  return 'ignored'
}

function parseNamed(reader: Reader): Extract<Item, { kind: 'parameter' }> {
  const kind = reader.next()?.value
  if (kind === '<') return { kind: 'parameter', name: reader.nameOfGroup(), repeats: false }
  if (kind === '=') return { kind: 'parameter', name: reader.until(')'), repeats: true }
  throw new NotReversible(`Non-reversible reg-exp portion: '(?P${kind}'`)
}

// Returns the character that had to be read to know where the quantifier ends, if it belongs to what follows.
function quantify(items: Item[], sign: string, reader: Reader): Character | undefined {
  const least = sign === '+' ? 1 : sign === '{' ? Number.parseInt(reader.until('}'), 10) || 0 : 0
  const following = reader.next()
  const last = items.pop()
  if (last && least === 0 && hasParameter(last)) items.push({ kind: 'optional', item: last })
  else if (last) for (let count = 0; count < least; count++) items.push(last)
  // As in Django, a character right after a quantifier counts as if it were not escaped.
  return following && following.value !== '?' ? { value: following.value, escaped: false } : undefined
}

function hasParameter(item: Item): boolean {
  return item.kind === 'parameter' || (item.kind === 'group' && item.items.some(hasParameter))
}

function expand(items: readonly Item[]): Template[] {
  let templates: Template[] = [{ format: '', parameters: [] }]
  for (const item of items) {
    const choices = expandItem(item)
    templates = templates.flatMap(before => choices.map(choice => join(before, choice)))
  }
  return templates
}

function expandItem(item: Item): Template[] {
  switch (item.kind) {
    case 'text':
      return [{ format: item.text, parameters: [] }]
    case 'parameter':
      return [{ format: `%(${item.name})s`, parameters: item.repeats ? [] : [item.name] }]
    case 'group':
      return expand(item.items)
    case 'optional':
      return [{ format: '', parameters: [] }, ...expandItem(item.item)]
  }
}

function join(a: Template, b: Template): Template {
  return { format: a.format + b.format, parameters: [...a.parameters, ...b.parameters] }
}

/** Reads a regular expression by characters; an escape is one, and stands for a member of its class. */
class Reader {
  readonly #characters: readonly string[]
  #at = 0

  constructor(pattern: string) {
    this.#characters = [...pattern]
  }

  next(): Character | undefined {
    while (this.#at < this.#characters.length) {
      const value = this.#characters[this.#at++]!
      if (value !== '\\') return { value, escaped: false }
      const letter = this.#characters[this.#at++]
      const representative = letter === undefined ? undefined : (representatives[letter] ?? letter)
      if (representative === undefined) return undefined
      if (representative !== '') return { value: representative, escaped: true }
    }
    return undefined
  }

  startsWith(character: string): boolean {
    return this.#characters[this.#at] === character
  }

  until(terminator: string): string {
    let read = ''
    for (let next = this.next(); next && next.value !== terminator; next = this.next()) read += next.value
    return read
  }

  nameOfGroup(): string {
    const name = this.until('>')
    this.skipGroup(undefined)
    return name
  }

  /** Goes behind the end of the group it is in, of which `first` has been read. As in Django an empty group has no end. */
  skipGroup(first: Character | undefined): void {
    let depth = first?.value === '(' && !first.escaped ? 1 : 0
    for (let next = this.next(); next; next = this.next()) {
      if (next.escaped) continue
      if (next.value === '(') depth++
      else if (next.value === ')' && depth-- === 0) return
    }
  }
}

/** What an escape stands for; the empty text for one that takes up no character. */
const representatives: Readonly<Record<string, string>> = {
  A: '',
  b: '',
  B: '',
  d: '0',
  D: 'x',
  s: ' ',
  S: 'x',
  w: 'x',
  W: '!',
  Z: '',
}
