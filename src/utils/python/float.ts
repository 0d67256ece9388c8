/**
 * A number that is a float although it has no fraction: it prints `1.0` where the number 1 prints `1`. Numbers with a
 * fraction, NaN and the infinities are floats without it.
 */
export class Float {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }

  valueOf(): number {
    return this.value
  }

  toString(): string {
    return floatRepr(this.value)
  }

  toJSON(): number {
    return this.value
  }
}

/** A number as Python prints it: an int when it has no fraction, a float otherwise. */
export function numberRepr(value: number): string {
  if (!Number.isInteger(value)) return floatRepr(value)
  // Adding zero makes zero of minus zero; what JavaScript writes with an exponent, Python writes out.
  return Math.abs(value) < 1e21 ? String(value + 0) : String(BigInt(value))
}

/** A float as Python's `repr()`: the shortest digits that read back, with an exponent from 1e16 on and below 1e-4. */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf'
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) return withExponent(value)
  if (Object.is(value, -0)) return '-0.0'
  const text = String(value)
  return Number.isInteger(value) ? `${text}.0` : text
}

function withExponent(value: number): string {
  const [digits, exponent] = value.toExponential().split('e') as [string, string]
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`
}
