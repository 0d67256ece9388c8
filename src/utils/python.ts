/**
 * Values as Python knows them: what a template prints, compares and counts. Which JavaScript value stands for which of
 * Python's is told in the docs of the template language ("Values").
 */
export { compare, contains, eq, ge, gt, le, lt, type Operator } from './python/compare.js'
export { Float } from './python/float.js'
export {
  type DecimalLike,
  isAware,
  isDate,
  isDateTime,
  isDecimal,
  isDict,
  isFloat,
  isInt,
  isNaive,
  isPlainObject,
  isTime,
  isTimedelta,
  isTuple,
} from './python/kinds.js'
export { isNumber, toNumber } from './python/numbers.js'
export { Range } from './python/range.js'
export { iterate, len, lengthOf, membersOf } from './python/sequence.js'
export { str } from './python/str.js'
export { bool } from './python/truth.js'
export { typeName } from './python/type-name.js'
export { repr } from './repr.js'
