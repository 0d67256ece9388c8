import { localeSettings } from './locale-settings.js'
import { decimalOfText } from './python/convert.js'
import { type Decimal, decimalFixed, decimalScientific } from './python/decimal.js'
import { isDecimal, isFloat, isInt } from './python/kinds.js'
import { SafeString } from './python/safe-string.js'
import { str } from './python/str.js'

/** How a number is written. */
export interface NumberFormatOptions {
  /** Digits behind the point: cut off or filled up with zeros; `null`: as many as there are. */
  readonly decimalPos?: number | null
  /** How many digits make a group: one size, or sizes from the right whose last is repeated (a 0 at the end: none after). */
  readonly grouping?: number | readonly number[]
  /** What stands between groups. */
  readonly thousandSep?: string
  /** Groups whatever the settings say. */
  readonly forceGrouping?: boolean
  /** Whether `USE_THOUSAND_SEPARATOR` counts. */
  readonly useL10n?: boolean | null
}

/**
 * A number of any kind (or its text) with the separators given; what is behind the last digit is cut off, not rounded.
 * Decimals of more than 200 digits are written with an exponent. Django: `django.utils.numberformat.format`.
 */
export function format(number: unknown, decimalSep: string, options: NumberFormatOptions = {}): string | SafeString {
  if (number === null || number === undefined || number === '') return new SafeString(str(number))
  const { decimalPos = null } = options
  const grouping = groupingOf(options)
  if ((isInt(number) || typeof number === 'boolean') && grouping === null && !decimalPos) {
    return new SafeString(str(number))
  }
  const decimal = wantsDigits(number) ? decimalOfText(String(number)) : null
  if (decimal === null || typeof decimal === 'string') return formatText(str(number), decimalSep, options, grouping)
  const visible = decimalPos !== null && isBelow(decimal, decimalPos) ? ZERO : decimal
  if (Math.abs(visible.exponent) + visible.digits.length <= MOST_DIGITS) {
    return formatText(decimalFixed(visible), decimalSep, options, grouping)
  }
  const [coefficient, exponent] = decimalScientific(visible)
  return `${formatText(coefficient, decimalSep, options, grouping)}e${exponent}`
}

// Beyond that a number of a few characters would fill pages.
const MOST_DIGITS = 200
const ZERO: Decimal = { negative: false, digits: '0', exponent: 0 }

/** The sizes of groups from the right; `null`: no groups. */
function groupingOf({
  grouping = 0,
  forceGrouping = false,
  useL10n = null,
}: NumberFormatOptions): readonly number[] | null {
  if (!forceGrouping && !((useL10n ?? true) && localeSettings().USE_THOUSAND_SEPARATOR)) return null
  if (typeof grouping === 'number') return grouping === 0 ? null : [grouping, 0]
  return grouping
}

// Decimals, and floats that print with an exponent.
function wantsDigits(number: unknown): boolean {
  return isDecimal(number) || (isFloat(number) && str(number).includes('e'))
}

/** Whether no digit of a number would be seen. */
function isBelow({ digits, exponent }: Decimal, places: number): boolean {
  // With no places at all, Django's limit is still a tenth.
  return digits === '0' || digits.length + exponent <= -Math.max(1, places)
}

function formatText(
  text: string,
  decimalSep: string,
  options: NumberFormatOptions,
  grouping: readonly number[] | null,
): string {
  const { decimalPos = null, thousandSep = '' } = options
  const isNegative = text.startsWith('-')
  const [whole = '', fraction = ''] = (isNegative ? text.slice(1) : text).split('.')
  const decimals = decimalPos === null ? fraction : fraction.slice(0, decimalPos).padEnd(decimalPos, '0')
  const shown = grouping === null ? whole : group(whole, grouping, thousandSep)
  return (isNegative ? '-' : '') + shown + (decimals === '' ? '' : decimalSep + decimals)
}

function group(digits: string, sizes: readonly number[], separator: string): string {
  const groups: string[] = []
  let end = digits.length
  for (let i = 0, size = 0; end > 0; i++) {
    // A zero goes on with the size before it.
    if (i < sizes.length) size = sizes[i] || size
    const start = size <= 0 ? 0 : Math.max(0, end - size)
    groups.push(digits.slice(start, end))
    end = start
  }
  return groups.reverse().join(separator)
}
