import { Float } from './float.js'
import { isAware, isDate, isDecimal, isNaive, isPlainObject, isTime, isTimedelta, isTuple } from './kinds.js'
import { SafeString } from './safe-string.js'

/** What Python calls the type of a value: `NoneType`, `int`, `str`, `dict`; the class name of anything else. */
export function typeName(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'str'
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float'
    case 'bigint':
      return 'int'
    case 'boolean':
      return 'bool'
    case 'undefined':
      return 'NoneType'
    case 'object':
      return value === null ? 'NoneType' : objectTypeName(value)
    default:
      return typeof value
  }
}

function objectTypeName(value: object): string {
  return names.find(([is]) => is(value))?.[1] ?? value.constructor?.name ?? 'object'
}

const names: readonly (readonly [(value: object) => boolean, string])[] = [
  [value => value instanceof SafeString, 'SafeString'],
  [value => value instanceof Float, 'float'],
  [isDecimal, 'decimal.Decimal'],
  [isTuple, 'tuple'],
  [value => Array.isArray(value), 'list'],
  [value => value instanceof Map || isPlainObject(value), 'dict'],
  [value => value instanceof Set, 'set'],
  [value => value instanceof Uint8Array, 'bytes'],
  [value => isAware(value) || isNaive(value), 'datetime.datetime'],
  [isDate, 'datetime.date'],
  [isTime, 'datetime.time'],
  [isTimedelta, 'datetime.timedelta'],
]
