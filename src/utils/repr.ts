/** A value as Python's `repr()` prints it: what Django's messages quote. */
export function repr(value: unknown): string {
  if (typeof value === 'string') return reprString(value)
  if (value === null || value === undefined) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (value instanceof Uint8Array) return reprBytes(value)
  if (Array.isArray(value)) return reprArray(value)
  if (value instanceof Map) return reprDictionary(value)
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return reprDictionary(Object.entries(value))
  }
  return String(value)
}

/** Whether Python's `str.isprintable()` holds for this one character. */
export function isPrintable(character: string): boolean {
  return character === ' ' || !/[\p{C}\p{Z}]/u.test(character)
}

// A frozen array is what a tuple is there.
function reprArray(members: readonly unknown[]): string {
  const text = members.map(repr).join(', ')
  if (!Object.isFrozen(members)) return `[${text}]`
  return members.length === 1 ? `(${text},)` : `(${text})`
}

function reprDictionary(entries: Iterable<readonly [unknown, unknown]>): string {
  return `{${Array.from(entries, ([key, value]) => `${repr(key)}: ${repr(value)}`).join(', ')}}`
}

function reprString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  let result = quote
  for (const character of text) result += reprCharacter(character, quote)
  return result + quote
}

function reprCharacter(character: string, quote: string): string {
  if (character === quote || character === '\\') return `\\${character}`
  if (isPrintable(character)) return character
  const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character]
  if (short !== undefined) return short
  const code = character.codePointAt(0)!
  if (code < 0x100) return `\\x${hex(code, 2)}`
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`
}

function reprBytes(bytes: Uint8Array): string {
  const text = Array.from(bytes, byte => String.fromCharCode(byte)).join('')
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const shown = Array.from(text, character =>
    character > '~' ? `\\x${hex(character.charCodeAt(0), 2)}` : reprCharacter(character, quote),
  )
  return `b${quote}${shown.join('')}${quote}`
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0')
}
