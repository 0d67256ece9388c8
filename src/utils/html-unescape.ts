import { namedEntity } from './html-entities.js'

/** Text with its character references undone, as browsers read them. Python: `html.unescape`. */
export function unescapeHtml(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)/g, (_, reference: string) =>
    reference.startsWith('#') ? numeric(reference.slice(1)) : named(reference),
  )
}

function numeric(digits: string): string {
  const isHex = /^x/i.test(digits)
  const code = Number.parseInt(isHex ? digits.slice(1) : digits, isHex ? 16 : 10)
  if (code === 0 || (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) return '\ufffd'
  if (code >= 0x80 && code <= 0x9f) return windows1252[code - 0x80] ?? String.fromCharCode(code)
  return isNoCharacter(code) ? '' : String.fromCodePoint(code)
}

// What the numbers that Unicode has for control characters meant in windows-1252.
const windows1252 = [...'€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ']

function isNoCharacter(code: number): boolean {
  if (code < 0x20) return code !== 0x09 && code !== 0x0a && code !== 0x0c && code !== 0x0d
  return code === 0x7f || (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) === 0xfffe
}

// A name may run on into the text after it: the longest one that needs no semicolon counts.
function named(reference: string): string {
  const whole = namedEntity(reference)
  if (whole !== undefined) return whole
  for (let length = reference.length - 1; length > 1; length--) {
    const entity = namedEntity(reference.slice(0, length))
    if (entity !== undefined) return entity + reference.slice(length)
  }
  return `&${reference}`
}
