import { TemplateSyntaxError } from '../exceptions.js'
import type { Token } from '../token.js'

/** The switch of a tag such as `{% localize off %}`: on unless told. Throws TemplateSyntaxError for anything else. */
export function isSwitchedOn(token: Token): boolean {
  const [name, ...bits] = token.splitContents()
  if (bits.length === 0) return true
  if (bits.length > 1 || (bits[0] !== 'on' && bits[0] !== 'off')) {
    throw new TemplateSyntaxError(`'${name}' argument should be 'on' or 'off'`)
  }
  return bits[0] === 'on'
}
