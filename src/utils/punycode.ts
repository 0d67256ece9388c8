import { UnicodeError } from './charsets.js'

/** A label of a domain name as it is compared: RFC 3491, as far as it takes no tables. Throws UnicodeError. */
export function prepareLabel(label: string): string {
  const prepared = label
    .replace(/\xad|\u034f|\u1806|[\u180b-\u180d]|[\u200b-\u200d]|\u2060|[\ufe00-\ufe0f]|\ufeff/g, '')
    .replaceAll('ß', 'ss')
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .normalize('NFKC')
    .toLowerCase()
  const refused = /[\p{Z}\p{Cc}\p{Co}\p{Cs}]/u.exec(prepared.replace(/[\0-\x7f]+/g, ''))
  if (refused !== null) throw new UnicodeError(`Invalid character ${JSON.stringify(refused[0])} in a domain name`)
  return prepared
}

/** Text as ASCII letters, digits and hyphens (RFC 3492). */
export function encodePunycode(text: string): string {
  const points = Array.from(text, character => character.codePointAt(0)!)
  const basic = points.filter(point => point < 0x80)
  let output = String.fromCharCode(...basic)
  if (basic.length > 0) output += '-'
  const state = { delta: 0, bias: 72, handled: basic.length, basic: basic.length }
  let current = 0x80
  while (state.handled < points.length) {
    const next = points.reduce((least, point) => (point >= current && point < least ? point : least), 0x110000)
    state.delta += (next - current) * (state.handled + 1)
    current = next
    for (const point of points) {
      if (point < current) state.delta++
      if (point === current) output += encodeDelta(state)
    }
    state.delta++
    current++
  }
  return output
}

interface State {
  delta: number
  bias: number
  handled: number
  /** How many characters are ASCII. */
  readonly basic: number
}

// One character's place, as a number of variable length in base 36.
function encodeDelta(state: State): string {
  let output = ''
  let rest = state.delta
  for (let k = 36; ; k += 36) {
    const threshold = Math.min(26, Math.max(1, k - state.bias))
    if (rest < threshold) break
    output += toDigit(threshold + ((rest - threshold) % (36 - threshold)))
    rest = Math.floor((rest - threshold) / (36 - threshold))
  }
  output += toDigit(rest)
  state.bias = adapt(state.delta, state.handled + 1, state.handled === state.basic)
  state.delta = 0
  state.handled++
  return output
}

// Here the letters come before the digits.
function toDigit(value: number): string {
  return value < 26 ? String.fromCharCode(0x61 + value) : String.fromCharCode(0x30 + value - 26)
}

function adapt(delta: number, count: number, isFirst: boolean): number {
  let rest = isFirst ? Math.floor(delta / 700) : Math.floor(delta / 2)
  rest += Math.floor(rest / count)
  let k = 0
  for (; rest > 455; k += 36) rest = Math.floor(rest / 35)
  return k + Math.floor((36 * rest) / (rest + 38))
}
