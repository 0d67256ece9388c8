/**
 * The text as one line that may go to a terminal: control characters, and those that turn the direction of writing, are
 * written as `\\x1b` or `\\u202e`. From a client they could rewrite the lines above, or forge one.
 */
export function printable(text: string): string {
  return text.replace(unprintable(), escaped)
}

/** The same for text of many lines: line ends and tabs stay. */
export function printableLines(text: string): string {
  return text.replace(unprintable(), character => (/[\n\t]/.test(character) ? character : escaped(character)))
}

// Made when it is needed: it reads tables of Unicode.
const unprintable = () => /[\p{Cc}\p{Cf}\u2028\u2029]/gu

/** Format characters too, but only of what stands beside them: without them many emoji fall apart. */
const joiners = '\u200c\u200d'

function escaped(character: string): string {
  if (joiners.includes(character)) return character
  const hexadecimal = character.codePointAt(0)!.toString(16)
  if (hexadecimal.length <= 2) return `\\x${hexadecimal.padStart(2, '0')}`
  return hexadecimal.length <= 4 ? `\\u${hexadecimal.padStart(4, '0')}` : `\\u{${hexadecimal}}`
}
