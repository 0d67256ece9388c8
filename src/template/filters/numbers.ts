import { numberFormat } from '../../utils/formats.js'
import { avoidWrapping } from '../../utils/html.js'
import { interpolate } from '../../utils/interpolate.js'
import { add } from '../../utils/python/add.js'
import { addInts, decimalOfText, float, type Int, int, modInts } from '../../utils/python/convert.js'
import {
  type Decimal,
  type DecimalResult,
  decimalFixed,
  isWhole,
  quantize,
  truncated,
} from '../../utils/python/decimal.js'
import { IndexError, ValueError, ZeroDivisionError } from '../../utils/python/errors.js'
import { round } from '../../utils/python/round.js'
import { isText } from '../../utils/python/safe-string.js'
import { str } from '../../utils/python.js'
import { markSafe, SafeString } from '../../utils/safestring.js'
import { gettext, ngettext } from '../../utils/translation.js'
import { Library } from '../library.js'

/** What is done to numbers. Django: "Built-in template tags and filters", "Built-in filter reference". */
export const register = new Library()

/** Django: filter "add". The sum of two whole numbers, or of whatever else can be added; nothing where it cannot. */
register.filter(
  'add',
  (value: unknown, other: unknown) => {
    const sum = sumOfInts(value, other)
    if (sum !== null) return sum
    try {
      return add(value, other)
    } catch {
      return ''
    }
  },
  { safeLiteral: true },
)

function sumOfInts(a: unknown, b: unknown): Int | null {
  try {
    return addInts(int(a), int(b))
  } catch (error) {
    if (error instanceof ValueError || error instanceof TypeError) return null
    throw error
  }
}

/** Django: filter "divisibleby". */
register.filter('divisibleby', (value: unknown, divisor: unknown) => {
  const [dividend, by] = [int(value), int(divisor)]
  if (Number(by) === 0) throw new ZeroDivisionError('integer modulo by zero')
  return Number(modInts(dividend, by)) === 0
})

/** Django: filter "get_digit". A digit of a whole number, 1 being the last one. */
register.filter('get_digit', (value: unknown, place: unknown) => {
  let number: Int
  let from: number
  try {
    from = Number(int(place))
    number = int(value)
  } catch (error) {
    if (error instanceof ValueError) return value
    throw error
  }
  if (from < 1) return number
  const digits = String(number)
  return from > digits.length ? 0 : int(digits[digits.length - from])
})

/** What follows the colon of "floatformat", taken apart. */
interface FloatFormat {
  readonly places: unknown
  readonly forceGrouping: boolean
  readonly useL10n: boolean
}

/**
 * Django: filter "floatformat". Rounded to so many digits behind the point, below zero only where there are any;
 * `g` groups digits, `u` leaves the language aside.
 */
register.filter('floatformat', (value: unknown, argument: unknown = -1) => floatformat(value, argument), {
  isSafe: true,
})

/** The filter "floatformat", for others that show numbers. */
export function floatformat(value: unknown, argument: unknown): string | SafeString {
  const { places, ...options } = floatFormatOf(argument)
  const text = str(value)
  const number = decimalOfText(text) ?? decimalOfFloatLike(value)
  if (number === null) return ''
  const digits = digitsWanted(places)
  // Numbers of hundreds of digits, and those that are none, stay as they were.
  if (digits === null || typeof number === 'string' || isHuge(number)) {
    return value instanceof SafeString ? value : text
  }
  const count = Math.abs(digits)
  const isShort = digits <= 0 && isWhole(number)
  const shown = isShort ? String(truncated(number)) : rounded(number, count)
  return markSafe(numberFormat(shown, { decimalPos: isShort ? 0 : count, ...options }))
}

function floatFormatOf(argument: unknown): FloatFormat {
  if (!isText(argument)) return { places: argument, forceGrouping: false, useL10n: true }
  const text = argument.toString()
  if (text === '') throw new IndexError('string index out of range')
  const suffix = /(?:gu|ug|g|u)$/.exec(text)?.[0] ?? ''
  const places = text.slice(0, text.length - suffix.length)
  return {
    places: suffix !== '' && places === '' ? -1 : places,
    forceGrouping: suffix.includes('g'),
    useL10n: !suffix.includes('u'),
  }
}

// What is no text of a number may still be one: True.
function decimalOfFloatLike(value: unknown): DecimalResult | null {
  try {
    return decimalOfText(str(float(value)))
  } catch (error) {
    if (error instanceof ValueError || error instanceof TypeError) return null
    throw error
  }
}

function digitsWanted(places: unknown): number | null {
  try {
    return Number(int(places))
  } catch (error) {
    if (error instanceof ValueError) return null
    throw error
  }
}

function isHuge({ digits, exponent }: Decimal): boolean {
  return digits.length + Math.abs(exponent) > 200
}

// Zero has no sign.
function rounded(number: Decimal, places: number): string {
  const result = quantize(number, places, 'half-up')
  return decimalFixed(result.digits === '0' ? { ...result, negative: false } : result)
}

/** Django: filter "filesizeformat". A number of bytes in the largest unit that has at least one: `4.1 MB`. */
register.filter(
  'filesizeformat',
  (value: unknown) => {
    const bytes = bytesOf(value)
    const size = bytes < 0 ? -bytes : bytes
    return avoidWrapping((bytes < 0 ? '-' : '') + sizeInWords(size))
  },
  { isSafe: true, arg: 'none' },
)

const units = ['KB', 'MB', 'GB', 'TB', 'PB']

function sizeInWords(size: Int): string {
  if (size < 1024) return interpolate(ngettext('%(size)d byte', '%(size)d bytes', Number(size)), { size })
  let amount = float(size) / 1024
  let unit = 0
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024
    unit++
  }
  const shown = numberFormat(str(round(amount, 1)), { decimalPos: 1 })
  return gettext(`%s ${units[unit]}`).replace('%s', () => shown.toString())
}

// What is no number has no bytes.
function bytesOf(value: unknown): Int {
  try {
    return int(value)
  } catch (error) {
    if (error instanceof ValueError || error instanceof TypeError) return 0
    throw error
  }
}
