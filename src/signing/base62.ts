const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** An integer in base 62. Django: `b62_encode`. */
export function b62Encode(value: number | bigint): string {
  let rest = BigInt(value)
  if (rest === 0n) return '0'
  const sign = rest < 0n ? '-' : ''
  if (rest < 0n) rest = -rest
  let text = ''
  for (; rest > 0n; rest /= 62n) text = alphabet[Number(rest % 62n)] + text
  return sign + text
}

/**
 * The integer that base 62 text stands for; a bigint where a number could not hold it. Throws RangeError (Python's
 * ValueError) for other text, and for none at all.
 */
export function b62Decode(text: string): number | bigint {
  if (text === '') throw new RangeError('string index out of range')
  const isNegative = text.startsWith('-')
  let value = 0n
  for (const character of isNegative ? text.slice(1) : text) {
    const digit = alphabet.indexOf(character)
    if (digit === -1) throw new RangeError(`"${character}" is no digit of base 62`)
    value = value * 62n + BigInt(digit)
  }
  if (isNegative) value = -value
  return Number.isSafeInteger(Number(value)) ? Number(value) : value
}
