import { MultiValueDict } from '../utils/datastructures.js'
import { isoDateText, isoTimeText, timedeltaParts } from '../utils/python/moment-text.js'
import { awareFields, durationMicroseconds, plainFields } from '../utils/python/moments.js'
import { splitLines, splitWords, strip } from '../utils/python/space.js'
import { isAware, isDate, isDateTime, isDecimal, isDict, isTime, isTimedelta, repr } from '../utils/python.js'
import { SafeString } from '../utils/safestring.js'

/**
 * What a template may ask of a value because Python's type of that kind has it: `items` of a dictionary, `upper` of
 * text. Methods are called already; `undefined` when the kind has no such thing.
 */
export function habitOf(owner: unknown, key: string): unknown {
  const kind = kinds.find(([isKind]) => isKind(owner))
  if (kind === undefined) return undefined
  const habits = kind[1]
  if (!Object.hasOwn(habits, key)) return undefined
  const habit = habits[key]!
  return habit === needsArguments ? needsArguments : habit(owner as never)
}

/** What cannot be called without arguments gives `string_if_invalid`. */
function needsArguments(_argument: unknown): void {}

type Habits = Readonly<Record<string, (owner: never) => unknown>>

/** Needing arguments, each of them. */
function withArguments(...names: readonly string[]): Habits {
  return Object.fromEntries(names.map(name => [name, needsArguments]))
}

type Dict = object | ReadonlyMap<unknown, unknown>

const ofDict: Habits = {
  items: (dict: Dict) =>
    new DictView(
      'dict_items',
      entriesOf(dict).map(entry => Object.freeze(entry)),
    ),
  keys: (dict: Dict) =>
    new DictView(
      'dict_keys',
      entriesOf(dict).map(([key]) => key),
    ),
  values: (dict: Dict) =>
    new DictView(
      'dict_values',
      entriesOf(dict).map(([, value]) => value),
    ),
  copy: (dict: Dict) => (dict instanceof Map ? new Map(dict) : { ...dict }),
  ...withArguments('get', 'pop', 'setdefault', 'fromkeys'),
}

function entriesOf(dict: Dict): [unknown, unknown][] {
  return dict instanceof Map ? [...dict] : Object.entries(dict)
}

const ofList: Habits = {
  copy: (list: readonly unknown[]) => [...list],
  ...withArguments('count', 'index', 'append', 'extend', 'insert', 'remove'),
}

const ofText: Habits = {
  upper: (text: string) => String(text).toUpperCase(),
  lower: (text: string) => String(text).toLowerCase(),
  strip: (text: string) => strip(String(text)),
  lstrip: (text: string) => String(text).trimStart(),
  rstrip: (text: string) => String(text).trimEnd(),
  split: (text: string) => splitWords(String(text)),
  splitlines: (text: string) => splitLines(String(text)),
  title: (text: string) => title(String(text)),
  capitalize: (text: string) => capitalize(String(text)),
  swapcase: (text: string) => Array.from(String(text), swapCase).join(''),
  isdigit: (text: string) => /^\p{Nd}+$/u.test(String(text)),
  isalpha: (text: string) => /^\p{L}+$/u.test(String(text)),
  isalnum: (text: string) => /^[\p{L}\p{N}]+$/u.test(String(text)),
  isspace: (text: string) => text.length > 0 && strip(String(text)) === '',
  isupper: (text: string) => /\p{Lu}/u.test(String(text)) && !/\p{Ll}/u.test(String(text)),
  islower: (text: string) => /\p{Ll}/u.test(String(text)) && !/\p{Lu}/u.test(String(text)),
  ...withArguments(
    'startswith',
    'endswith',
    'count',
    'index',
    'find',
    'replace',
    'join',
    'center',
    'ljust',
    'rjust',
    'zfill',
  ),
}

// Python begins a word behind anything that is no letter.
function title(text: string): string {
  return text.replace(/\p{L}+/gu, capitalize)
}

function capitalize(text: string): string {
  const [first = '', ...rest] = text
  return first.toUpperCase() + rest.join('').toLowerCase()
}

function swapCase(character: string): string {
  const upper = character.toUpperCase()
  return character === upper ? character.toLowerCase() : upper
}

const ofNumber: Habits = {
  real: (number: unknown) => (typeof number === 'boolean' ? Number(number) : number),
  imag: () => 0,
  bit_length: (number: number) => BigInt(number).toString(2).replace('-', '').length,
}

const ofFloat: Habits = {
  real: (number: unknown) => number,
  is_integer: (number: number) => Number.isInteger(Number(number)),
}

interface DateTimeLike {
  toPlainDate(): unknown
  toPlainTime(): unknown
}

const ofDate: Habits = {
  weekday: (date: object) => weekday(date),
  isoweekday: (date: object) => weekday(date) + 1,
  isoformat: (date: object) => isoDateText(fieldsOf(date)),
}

const ofTime: Habits = {
  isoformat: (time: object) => isoTimeText(fieldsOf(time)),
}

const ofDateTime: Habits = {
  date: (moment: DateTimeLike) => moment.toPlainDate(),
  time: (moment: DateTimeLike) => moment.toPlainTime(),
  weekday: (moment: object) => weekday(moment),
  isoweekday: (moment: object) => weekday(moment) + 1,
  isoformat: (moment: object) => {
    const fields = fieldsOf(moment)
    return `${isoDateText(fields)}T${isoTimeText(fields)}`
  },
  year: (moment: object) => fieldsOf(moment).year,
  month: (moment: object) => fieldsOf(moment).month,
  day: (moment: object) => fieldsOf(moment).day,
  hour: (moment: object) => fieldsOf(moment).hour,
  minute: (moment: object) => fieldsOf(moment).minute,
  second: (moment: object) => fieldsOf(moment).second,
  microsecond: (moment: object) => fieldsOf(moment).microsecond,
}

function fieldsOf(moment: object) {
  return isAware(moment) ? awareFields(moment) : plainFields(moment)
}

// Monday is 0.
function weekday(moment: object): number {
  const { year, month, day } = fieldsOf(moment)
  return (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7
}

const ofTimedelta: Habits = {
  days: (duration: object) => timedeltaParts(durationMicroseconds(duration)).days,
  seconds: (duration: object) => timedeltaParts(durationMicroseconds(duration)).seconds,
  microseconds: (duration: object) => timedeltaParts(durationMicroseconds(duration)).microseconds,
}

/** Which kind of value has which habits; the first that fits counts. */
const kinds: readonly (readonly [isKind: (value: unknown) => boolean, habits: Habits])[] = [
  [value => typeof value === 'string' || value instanceof SafeString, ofText],
  [Array.isArray, ofList],
  [value => isDict(value) && !(value instanceof MultiValueDict), ofDict],
  [value => typeof value === 'boolean' || typeof value === 'bigint' || Number.isInteger(value), ofNumber],
  [value => typeof value === 'number' || isDecimal(value), ofFloat],
  [isDateTime, ofDateTime],
  [isDate, ofDate],
  [isTime, ofTime],
  [isTimedelta, ofTimedelta],
]

/** What `items`, `keys` and `values` of a dictionary give: as Python, it prints its own name. */
class DictView implements Iterable<unknown> {
  readonly #name: string
  readonly #members: readonly unknown[]

  constructor(name: string, members: readonly unknown[]) {
    this.#name = name
    this.#members = members
  }

  get length(): number {
    return this.#members.length
  }

  [Symbol.iterator](): Iterator<unknown> {
    return this.#members[Symbol.iterator]()
  }

  toString(): string {
    return `${this.#name}(${repr([...this.#members])})`
  }
}
