import { ValueError } from './errors.js'
import { isAware, isDate, isDict, isInt, isNaive, isTime, isTimedelta } from './kinds.js'
import { awareFields, durationMicroseconds, microsecondsOf, plainFields } from './moments.js'
import { compareNumbers, isNumber } from './numbers.js'
import { isText } from './safe-string.js'
import { hasSurrogates, membersOf } from './sequence.js'
import { typeName } from './type-name.js'

/** The operators of order, whose names the errors quote. */
export type Operator = '<' | '<=' | '>' | '>='

/** Python's `a == b`: `1 == 1.0 == True`, lists by their members, dates by what they stand for; never throws. */
export function eq(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a === 'string' && typeof b === 'string') return false
  const left = a ?? null
  const right = b ?? null
  if (left === null || right === null) return left === right
  if (isNumber(left)) return isNumber(right) && compareNumbers(left, right) === 0
  if (isText(left)) return isText(right) && left.toString() === right.toString()
  return typeof left === 'object' && typeof right === 'object' && equalObjects(left, right)
}

/** Python's `a < b`. Throws TypeError where Python does: text and number, naive and aware datetime, dictionaries. */
export function lt(a: unknown, b: unknown): boolean {
  return compare(a, b, '<') < 0
}

/** Python's `a <= b`; throws as `lt`. */
export function le(a: unknown, b: unknown): boolean {
  return compare(a, b, '<=') <= 0
}

/** Python's `a > b`; throws as `lt`. */
export function gt(a: unknown, b: unknown): boolean {
  return compare(a, b, '>') > 0
}

/** Python's `a >= b`; throws as `lt`. */
export function ge(a: unknown, b: unknown): boolean {
  return compare(a, b, '>=') >= 0
}

/**
 * Below zero, zero or above zero as `a` comes before, with or after `b`; NaN where neither (NaN itself, sets that do
 * not contain one another). Throws TypeError, quoting `operator`, for values that have no order.
 */
export function compare(a: unknown, b: unknown, operator: Operator = '<'): number {
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b)
  if (isText(a) && isText(b)) return compareText(a.toString(), b.toString())
  if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null) {
    const order = compareObjects(a, b, operator)
    if (order !== null) return order
  }
  throw new TypeError(`'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`)
}

/** The order of code points, which is not that of UTF-16 units beyond U+FFFF. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  if (!hasSurrogates(a) && !hasSurrogates(b)) return a < b ? -1 : 1
  const left = Array.from(a)
  const right = Array.from(b)
  for (let i = 0; i < left.length && i < right.length; i++) {
    if (left[i] !== right[i]) return left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!
  }
  return left.length - right.length
}

/** Python's `item in container`. Throws TypeError for what contains nothing, and for text that is asked for no text. */
export function contains(container: unknown, item: unknown): boolean {
  if (isText(container)) return textContains(container.toString(), item)
  if (isDict(container)) return dictHas(container, item)
  if (container instanceof Uint8Array) return bytesContain(container, item)
  if (container instanceof Set && container.has(item)) return true
  const members = membersOf(container)
  if (members === null) throw new TypeError(`argument of type '${typeName(container)}' is not iterable`)
  for (const member of members) if (member === item || eq(member, item)) return true
  return false
}

function textContains(text: string, item: unknown): boolean {
  if (isText(item)) return text.includes(item.toString())
  throw new TypeError(`'in <string>' requires string as left operand, not ${typeName(item)}`)
}

// Bytes within bytes, or one byte as a number.
function bytesContain(bytes: Uint8Array, item: unknown): boolean {
  if (item instanceof Uint8Array) return latin1(bytes).includes(latin1(item))
  if (!isInt(item) && typeof item !== 'boolean') {
    throw new TypeError(`a bytes-like object is required, not '${typeName(item)}'`)
  }
  const byte = Number(item)
  if (byte < 0 || byte > 255) throw new ValueError('byte must be in range(0, 256)')
  return bytes.includes(byte)
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, byte => String.fromCharCode(byte)).join('')
}

type Dict = Readonly<Record<string, unknown>> | ReadonlyMap<unknown, unknown>

/** Whether a dictionary has a key; keys that are equal to Python are one. */
function dictHas(dict: Dict, key: unknown): boolean {
  if (isDict(key) || key instanceof Set || (Array.isArray(key) && !Object.isFrozen(key))) {
    throw new TypeError(`unhashable type: '${typeName(key)}'`)
  }
  return dictGet(dict, key) !== missing
}

const missing = Symbol('missing')

function dictGet(dict: Dict, key: unknown): unknown {
  if (!(dict instanceof Map)) {
    const record = dict as Readonly<Record<string, unknown>>
    return isText(key) && Object.hasOwn(record, key.toString()) ? record[key.toString()] : missing
  }
  if (dict.has(key)) return dict.get(key)
  if (typeof key === 'string' && dict.size > 8) return missing
  for (const [other, value] of dict) if (eq(other, key)) return value
  return missing
}

function equalObjects(a: object, b: object): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return equalLists(a, b)
  if (isDict(a) && isDict(b)) return equalDicts(a, b)
  if (a instanceof Set && b instanceof Set) return a.size === b.size && isSubset(a, b)
  if (a instanceof Uint8Array && b instanceof Uint8Array) return equalBytes(a, b)
  const left = position(a)
  const right = position(b)
  return left !== null && right !== null && left.scale === right.scale && left.at === right.at
}

// A tuple is never equal to a list.
function equalLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length || Object.isFrozen(a) !== Object.isFrozen(b)) return false
  return a.every((member, i) => eq(member, b[i]))
}

function equalDicts(a: Dict, b: Dict): boolean {
  const entries = entriesOf(a)
  return (
    entries.length === entriesOf(b).length &&
    entries.every(([key, value]) => {
      const other = dictGet(b, key)
      return other !== missing && eq(value, other)
    })
  )
}

function entriesOf(dict: Dict): readonly (readonly [unknown, unknown])[] {
  return dict instanceof Map ? [...dict] : Object.entries(dict)
}

function isSubset(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): boolean {
  for (const member of a) if (!contains(b, member)) return false
  return true
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

function compareObjects(a: object, b: object, operator: Operator): number | null {
  if (Array.isArray(a) && Array.isArray(b)) {
    return Object.isFrozen(a) === Object.isFrozen(b) ? compareLists(a, b, operator) : null
  }
  if (a instanceof Set && b instanceof Set) return compareSets(a, b)
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareText(latin1(a), latin1(b))
  const left = position(a)
  const right = position(b)
  if (left === null || right === null) return null
  if (left.scale !== right.scale) return refuseMixture(left.scale, right.scale)
  return left.at < right.at ? -1 : left.at > right.at ? 1 : 0
}

function compareLists(a: readonly unknown[], b: readonly unknown[], operator: Operator): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    if (!eq(a[i], b[i])) return compare(a[i], b[i], operator)
  }
  return a.length - b.length
}

// What contains the other is the greater one.
function compareSets(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): number {
  if (isSubset(a, b)) return a.size === b.size ? 0 : -1
  return isSubset(b, a) ? 1 : Number.NaN
}

/** Where a moment or a length of time stands among those of its kind. */
interface Position {
  readonly scale: 'date' | 'time' | 'naive' | 'aware' | 'timedelta'
  readonly at: bigint
}

function position(value: object): Position | null {
  if (isAware(value)) {
    const fields = awareFields(value)
    return { scale: 'aware', at: microsecondsOf(fields) - BigInt(fields.offset) * 1_000_000n }
  }
  if (isNaive(value)) return { scale: 'naive', at: microsecondsOf(plainFields(value)) }
  if (isDate(value)) return { scale: 'date', at: microsecondsOf(plainFields(value)) }
  // A day is as good as any: times have none.
  if (isTime(value))
    return { scale: 'time', at: microsecondsOf({ ...plainFields(value), year: 1970, month: 1, day: 1 }) }
  return isTimedelta(value) ? { scale: 'timedelta', at: durationMicroseconds(value) } : null
}

function refuseMixture(a: Position['scale'], b: Position['scale']): null {
  const mixed = [a, b].sort().join(' ')
  if (mixed === 'aware naive') throw new TypeError("can't compare offset-naive and offset-aware datetimes")
  if (mixed === 'aware date' || mixed === 'date naive')
    throw new TypeError("can't compare datetime.datetime to datetime.date")
  return null
}
