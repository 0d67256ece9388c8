import { DOMAIN, HOSTNAME, TOP_LEVEL_DOMAIN } from './domain-name.js'
import { isIPv4, isIPv6 } from './ip-address.js'

/** Whether a text is an e-mail address, of a domain or an address in brackets. Django: `EmailValidator`. */
export function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@')
  if (at === -1 || text.length > LONGEST * 2 || characterLength(text) > LONGEST) return false
  return (plainUser.test(text.slice(0, at)) || quotedUser.test(text.slice(0, at))) && isMailDomain(text.slice(at + 1))
}

// RFC 3696, section 3.
const LONGEST = 320

const plainUser = /^[-!#$%&'*+/=?^_`{}|~0-9A-Z]+(?:\.[-!#$%&'*+/=?^_`{}|~0-9A-Z]+)*$/i
// What a quoted name may have in it, and what in it has to follow a backslash.
const QUOTED = '\\x01-\\x08\\x0b\\x0c\\x0e-\\x1f!#-\\[\\]-\\x7f'
const ESCAPED = '\\x01-\\x09\\x0b\\x0c\\x0e-\\x7f'
const quotedUser = new RegExp(`^"(?:[${QUOTED}]|\\\\[${ESCAPED}])*"$`, 'i')
const domain = new RegExp(`^${HOSTNAME}${DOMAIN}${TOP_LEVEL_DOMAIN}$`, 'iu')

function isMailDomain(text: string): boolean {
  if (domain.test(text)) return true
  const address = /^\[([A-F0-9:.]+)\]$/i.exec(text)?.[1]
  return address !== undefined && (isIPv4(address) || isIPv6(address))
}

function characterLength(text: string): number {
  return Array.from(text).length
}
