import { conditionalEscape, toHtml } from '../../utils/html.js'
import { compare } from '../../utils/python/compare.js'
import { float, int } from '../../utils/python/convert.js'
import { AttributeError, IndexError, ValueError } from '../../utils/python/errors.js'
import { type Bounds, getAttribute, getItem, slice } from '../../utils/python/items.js'
import { isText } from '../../utils/python/safe-string.js'
import { iterate, len, lengthOf, str, typeName } from '../../utils/python.js'
import { markSafe } from '../../utils/safestring.js'
import type { FilterOptions } from '../filter.js'
import { Library } from '../library.js'

/** What is done to lists. Django: "Built-in template tags and filters", "Built-in filter reference". */
export const register = new Library()

/** Django: filter "first". The first member; nothing for an empty list. */
register.filter('first', (value: unknown) => itemAt(value, 0), { arg: 'none' })

/** Django: filter "last". The last member; nothing for an empty list. */
register.filter('last', (value: unknown) => itemAt(value, -1), { isSafe: true, arg: 'none' })

/** Django: filter "random". Any member; nothing for an empty list. */
register.filter('random', (value: unknown) => itemAt(value, Math.floor(Math.random() * len(value))), {
  isSafe: true,
  arg: 'none',
})

function itemAt(value: unknown, index: number): unknown {
  try {
    return getItem(value, index)
  } catch (error) {
    if (error instanceof IndexError) return ''
    throw error
  }
}

/** Django: filter "length". How many members, characters or keys; 0 for what has no length. */
register.filter('length', (value: unknown) => lengthOf(value) ?? 0, { arg: 'none' })

/** Django: filter "join". The members as text with the argument between them, all escaped unless safe. */
register.filter(
  'join',
  (value: unknown, separator: unknown, { autoescape }: FilterOptions) => {
    try {
      return markSafe(autoescape ? joinEscaped(value, separator) : joinTexts(value, separator))
    } catch (error) {
      if (error instanceof AttributeError || !(error instanceof TypeError)) throw error
      return value
    }
  },
  { isSafe: true, needsAutoescape: true, arg: 'required' },
)

function joinEscaped(value: unknown, separator: unknown): string {
  return Array.from(iterate(value), toHtml).join(toHtml(separator))
}

// Without escaping it is Python's own join, which takes text only.
function joinTexts(value: unknown, separator: unknown): string {
  if (!isText(separator)) throw new AttributeError(`'${typeName(separator)}' object has no attribute 'join'`)
  const texts = Array.from(iterate(value), (member, i) => {
    if (isText(member)) return member.toString()
    throw new TypeError(`sequence item ${i}: expected str instance, ${typeName(member)} found`)
  })
  return texts.join(separator.toString())
}

/** Django: filter "slice". A part of a list, as Python's slices name it: `":2"`. */
register.filter(
  'slice',
  (value: unknown, argument: unknown) => {
    try {
      return slice(value, boundsOf(str(argument)))
    } catch (error) {
      if (error instanceof ValueError || error instanceof TypeError) return value
      throw error
    }
  },
  { isSafe: true },
)

function boundsOf(text: string): Bounds {
  const bounds = text.split(':').map(part => (part === '' ? null : Number(int(part))))
  if (bounds.length > 3) throw new TypeError(`slice expected at most 3 arguments, got ${bounds.length}`)
  const [first = null, second = null, step = null] = bounds
  return bounds.length === 1 ? { start: null, stop: first, step: null } : { start: first, stop: second, step }
}

/** Django: filter "dictsort". A list of dictionaries in the order of what they have under a key, or at a place. */
register.filter('dictsort', (value: unknown, key: unknown) => sortedBy(value, key, 1))

/** Django: filter "dictsortreversed". The same backwards. */
register.filter('dictsortreversed', (value: unknown, key: unknown) => sortedBy(value, key, -1))

// What cannot be compared, or does not have the key, makes the list empty.
function sortedBy(value: unknown, key: unknown, direction: 1 | -1): unknown {
  try {
    const keyOf = resolverOf(key)
    const keyed = Array.from(iterate(value), item => ({ item, key: keyOf(item) }))
    return keyed.sort((a, b) => direction * compare(a.key, b.key) || 0).map(({ item }) => item)
  } catch (error) {
    if (error instanceof TypeError) return ''
    throw error
  }
}

function resolverOf(key: unknown): (item: unknown) => unknown {
  if (isNumeric(key)) return item => getItem(item, key)
  const path = str(key)
  if (path === '') throw new IndexError('string index out of range')
  if (path.startsWith('_') || path.includes('._')) {
    throw new AttributeError('Access to private variables is forbidden.')
  }
  const names = path.split('.')
  return item => names.reduce(itemOrAttribute, item)
}

function isNumeric(key: unknown): boolean {
  try {
    float(key)
    return true
  } catch (error) {
    if (error instanceof ValueError) return false
    throw error
  }
}

function itemOrAttribute(owner: unknown, name: string): unknown {
  try {
    return getItem(owner, name)
  } catch {
    return getAttribute(owner, name)
  }
}

/** Django: filter "unordered_list". Nested lists as nested list items, without the outermost `<ul>`. */
register.filter(
  'unordered_list',
  (value: unknown, _arg: undefined, { autoescape }: FilterOptions) =>
    markSafe(listItems(value, autoescape ? item => conditionalEscape(item).text : str, 1)),
  { isSafe: true, needsAutoescape: true, arg: 'none' },
)

function listItems(list: unknown, print: (item: unknown) => string, depth: number): string {
  const indent = '\t'.repeat(depth)
  const lines = Array.from(withChildren(iterate(list)), ([item, children]) => {
    const inner =
      children === null || lengthOf(children) === 0
        ? ''
        : `\n${indent}<ul>\n${listItems(children, print, depth + 1)}\n${indent}</ul>\n${indent}`
    return `${indent}<li>${print(item)}${inner}</li>`
  })
  return lines.join('\n')
}

/** The members of a list, each with the list that stands behind it. */
function* withChildren(list: Iterable<unknown>): Generator<[item: unknown, children: unknown]> {
  let pending: [item: unknown] | null = null
  for (const member of list) {
    if (pending !== null && isSublist(member)) {
      yield [pending[0], member]
      pending = null
    } else {
      if (pending !== null) yield [pending[0], null]
      pending = [member]
    }
  }
  if (pending !== null) yield [pending[0], null]
}

// Lists, tuples and generators.
function isSublist(value: unknown): boolean {
  return Array.isArray(value) || Object.prototype.toString.call(value) === '[object Generator]'
}
