import { float } from '../../utils/python/convert.js'
import { AttributeError, ValueError } from '../../utils/python/errors.js'
import { isText } from '../../utils/python/safe-string.js'
import { bool, lengthOf, typeName } from '../../utils/python.js'
import { gettext } from '../../utils/translation.js'
import { Library } from '../library.js'

/** What decides between values. Django: "Built-in template tags and filters", "Built-in filter reference". */
export const register = new Library()

/** Django: filter "default". The argument in place of what is empty, zero or false. */
register.filter('default', (value: unknown, other: unknown) => (bool(value) ? value : other), {
  safeLiteral: true,
})

/** Django: filter "default_if_none". The argument in place of `None`. */
register.filter('default_if_none', (value: unknown, other: unknown) => value ?? other, { safeLiteral: true })

/** Django: filter "pluralize". An ending for one, and another one (`s` unless told) for any other number. */
register.filter('pluralize', (value: unknown, argument: unknown = 's') => {
  if (!isText(argument)) throw new TypeError(`argument of type '${typeName(argument)}' is not iterable`)
  const text = argument.toString()
  const [singular = '', plural = '', ...more] = text.includes(',') ? text.split(',') : ['', text]
  if (more.length > 0) return ''
  const isOne = countsAsOne(value)
  return isOne === null ? '' : isOne ? singular : plural
})

// Numbers by their value, lists by their length; null for what is neither.
function countsAsOne(value: unknown): boolean | null {
  try {
    return float(value) === 1
  } catch (error) {
    if (error instanceof ValueError) return null
    if (!(error instanceof TypeError)) throw error
    const length = lengthOf(value)
    return length === null ? null : length === 1
  }
}

/** Django: filter "yesno". One of the words of the argument, for true, false and (if there are three) `None`. */
register.filter('yesno', (value: unknown, argument: unknown = null) => {
  const choices = argument ?? gettext('yes,no,maybe')
  if (!isText(choices)) throw new AttributeError(`'${typeName(choices)}' object has no attribute 'split'`)
  const words = choices.toString().split(',')
  if (words.length < 2) return value
  const [yes, no, maybe] = words.length === 3 ? words : [words[0], words[1], words[1]]
  if (value === null || value === undefined) return maybe
  return bool(value) ? yes : no
})
