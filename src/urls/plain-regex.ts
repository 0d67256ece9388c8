/**
 * Whether a regular expression in Python's syntax is so plain that there cannot be a mistake in it: text, common escapes
 * and classes, groups that hold no groups, each repeated once at most. Others are for the translator to judge. It takes a
 * twentieth of the time that compiling does, which then can wait until a path comes that the expression may match.
 */
export function isPlain(regex: string): boolean {
  return plain.test(regex) && namesDiffer(regex)
}

const character = /[\w/-]|\\[.dwsDWS/-]|\[(?:a-z|A-Z|0-9|[\w/.]|-(?=\]))+\]/.source
const quantifier = /(?:[*+?]|\{\d{1,2}\})?/.source
const group = `\\((?:\\?P<[a-zA-Z_]\\w*>|\\?:)?(?:(?:${character})${quantifier})+\\)`
const plain = new RegExp(`^\\^?(?:(?:${character}|${group})${quantifier})*\\$?$`)

function namesDiffer(regex: string): boolean {
  const first = regex.indexOf('(?P<')
  if (first < 0 || regex.indexOf('(?P<', first + 1) < 0) return true
  const names = regex.match(/\(\?P<\w+/g) ?? []
  return new Set(names).size === names.length
}
