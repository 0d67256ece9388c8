import { repr } from '../repr.js'
import { compare } from './compare.js'
import { isDict, isTuple } from './kinds.js'
import { isText } from './safe-string.js'
import { characterCount } from './sequence.js'
import { SPACES } from './space.js'
import { typeName } from './type-name.js'

/**
 * A value over as many lines as it needs, none longer than 80 characters where that can be had; dictionaries and sets
 * are sorted. Python's `pprint.pformat()`.
 */
export function pformat(value: unknown): string {
  return format(value, 0, 0, 1)
}

const WIDTH = 80

/** What is printed so many characters from the left, with so many to come behind it on its last line. */
function format(value: unknown, indent: number, allowance: number, level: number): string {
  const text = sortedRepr(value)
  if (characterCount(text) <= WIDTH - indent - allowance) return text
  if (isText(value)) return formatText(value.toString(), indent, allowance, level)
  if (typeof value !== 'object' || value === null) return text
  if (value instanceof Uint8Array) return formatBytes(value, indent, allowance, level)
  if (isTuple(value)) return between('(', value, value.length === 1 ? ',)' : ')', indent, allowance, level)
  if (Array.isArray(value)) return between('[', value, ']', indent, allowance, level)
  if (value instanceof Set)
    return value.size === 0 ? text : between('{', sorted([...value]), '}', indent, allowance, level)
  return isDict(value) ? formatDict(sortedEntries(value), indent, allowance, level) : text
}

function between(
  open: string,
  members: readonly unknown[],
  close: string,
  indent: number,
  allowance: number,
  level: number,
): string {
  const last = members.length - 1
  const lines = members.map((member, i) =>
    format(member, indent + 1, i === last ? allowance + close.length : 1, level + 1),
  )
  return open + lines.join(`,\n${' '.repeat(indent + 1)}`) + close
}

function formatDict(entries: readonly Entry[], indent: number, allowance: number, level: number): string {
  const last = entries.length - 1
  const lines = entries.map(([key, value], i) => {
    const name = sortedRepr(key)
    const rest = i === last ? allowance + 1 : 1
    return `${name}: ${format(value, indent + 1 + characterCount(name) + 2, rest, level + 1)}`
  })
  return `{${lines.join(`,\n${' '.repeat(indent + 1)}`)}}`
}

/** Text over several lines, broken behind line ends and white space; alone, it stands in brackets. */
function formatText(text: string, indent: number, allowance: number, level: number): string {
  const isAlone = level === 1
  const left = isAlone ? indent + 1 : indent
  const behind = isAlone ? allowance + 1 : allowance
  const chunks = text
    .split(afterLineEnd)
    .flatMap((line, i, lines) => chunksOf(line, WIDTH - left, i === lines.length - 1 ? behind : 0))
  if (chunks.length === 1) return chunks[0]!
  const joined = chunks.join(`\n${' '.repeat(left)}`)
  return isAlone ? `(${joined})` : joined
}

const afterLineEnd = /(?<=\n|\r(?!\n))/
const wordWithSpace = new RegExp(`[^${SPACES}]*[${SPACES}]*`, 'g')

function chunksOf(line: string, width: number, behind: number): string[] {
  const whole = repr(line)
  if (characterCount(whole) <= width - behind) return [whole]
  const parts = (line.match(wordWithSpace) ?? []).filter(part => part !== '')
  const chunks: string[] = []
  let current = ''
  parts.forEach((part, i) => {
    const room = i === parts.length - 1 ? width - behind : width
    if (characterCount(repr(current + part)) <= room) current += part
    else {
      if (current !== '') chunks.push(repr(current))
      current = part
    }
  })
  if (current !== '') chunks.push(repr(current))
  return chunks
}

/** Bytes over several lines, four and four as far as they fit; alone, they stand in brackets. */
function formatBytes(bytes: Uint8Array, indent: number, allowance: number, level: number): string {
  if (bytes.length <= 4) return repr(bytes)
  const isAlone = level === 1
  const left = isAlone ? indent + 1 : indent
  const last = Math.floor(bytes.length / 4) * 4
  const chunks: string[] = []
  let start = 0
  for (let at = 0; at < bytes.length; at += 4) {
    const room = WIDTH - left - (at === last ? allowance + (isAlone ? 1 : 0) : 0)
    if (repr(bytes.subarray(start, at + 4)).length <= room) continue
    if (at > start) chunks.push(repr(bytes.subarray(start, at)))
    start = at
  }
  chunks.push(repr(bytes.subarray(start)))
  const joined = chunks.join(`\n${' '.repeat(left)}`)
  return isAlone ? `(${joined})` : joined
}

type Entry = readonly [key: unknown, value: unknown]

function sortedEntries(dict: object): Entry[] {
  const entries: Entry[] = dict instanceof Map ? [...dict] : Object.entries(dict)
  return entries.sort(([a], [b]) => order(a, b))
}

function sorted(members: unknown[]): unknown[] {
  return members.sort(order)
}

// What cannot be compared is ordered by its type.
function order(a: unknown, b: unknown): number {
  try {
    return compare(a, b) || 0
  } catch {
    const [left, right] = [typeName(a), typeName(b)]
    return left < right ? -1 : left > right ? 1 : 0
  }
}

/** As `repr`, with dictionaries sorted however deep they are. Sets keep their order there. */
function sortedRepr(value: unknown, open: readonly unknown[] = []): string {
  if (typeof value !== 'object' || value === null || open.includes(value)) return repr(value)
  const inner = (member: unknown) => sortedRepr(member, [...open, value])
  if (isTuple(value)) return `(${value.map(inner).join(', ')}${value.length === 1 ? ',' : ''})`
  if (Array.isArray(value)) return `[${value.map(inner).join(', ')}]`
  if (!isDict(value)) return repr(value)
  return `{${sortedEntries(value)
    .map(([key, member]) => `${inner(key)}: ${inner(member)}`)
    .join(', ')}}`
}
