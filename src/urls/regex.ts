import { isIdentifier } from './identifier.js'

/** Which language a regular expression is written in: Python's `re`, or JavaScript's own. */
export type Dialect = 'python' | 'javascript'

export interface TranslatedRegex {
  /** The same expression for `new RegExp(source, 'u')`. */
  readonly source: string
  /** The name of each capturing group in order, `undefined` for an unnamed one. */
  readonly groups: readonly (string | undefined)[]
}

/** Why a regular expression cannot be used, in Python's words, and where in it. */
export class RegexError extends Error {
  override readonly name = 'RegexError'
  readonly reason: string
  readonly position: number

  constructor(reason: string, position: number) {
    super(`${reason} at position ${position}`)
    this.reason = reason
    this.position = position
  }
}

/**
 * Says a regular expression in JavaScript's `u` mode, with the meaning that Python gives it: `\d`, `\w`, `\s` and `\b`
 * know all of Unicode, `$` also matches before a last line break, `.` stops at `\n` only, inline flags hold where they
 * stand. Of a JavaScript expression the same is made with JavaScript's meaning. Throws `RegexError`.
 */
export function translateRegex(pattern: string, dialect: Dialect = 'python', flags = ''): TranslatedRegex {
  const translator = new Translator(pattern, dialect)
  const source = translator.translateAll({
    ...noFlags,
    i: flags.includes('i'),
    m: flags.includes('m'),
    s: flags.includes('s'),
  })
  return { source, groups: translator.groups }
}

/** Text that matches itself, in any mode. */
export function escapeLiteral(text: string): string {
  return text.replace(/[$^\\.*+?()[\]{}|/]/g, '\\$&')
}

interface Flags {
  readonly i: boolean
  readonly m: boolean
  readonly s: boolean
  readonly x: boolean
  readonly a: boolean
}

const noFlags: Flags = { i: false, m: false, s: false, x: false, a: false }

/**
 * One pass over one expression. The flags travel as arguments, because a group's own end with it.
 *
 * A project may have thousands of expressions, and all of them are read before it answers. So a character is looked at
 * before a regular expression is asked whether what it begins stands there.
 */
class Translator {
  readonly groups: (string | undefined)[] = []
  readonly #pattern: string
  readonly #dialect: Dialect
  readonly #closed = new Set<number>()
  #at = 0

  constructor(pattern: string, dialect: Dialect) {
    this.#pattern = pattern
    this.#dialect = dialect
  }

  translateAll(flags: Flags): string {
    const source = this.#alternatives(flags)
    if (this.#at < this.#pattern.length) throw this.#error('unbalanced parenthesis')
    return source
  }

  // Up to the end or to a closing parenthesis, which stays.
  #alternatives(flags: Flags): string {
    let source = ''
    let inForce = flags
    while (this.#at < this.#pattern.length && this.#peek() !== ')') {
      const text = inForce.i || inForce.x ? '' : this.#plainText()
      if (text !== '') {
        source += text
        continue
      }
      const globals = this.#globalFlags(inForce)
      if (globals) inForce = globals
      else if (this.#take('|')) source += '|'
      else if (!this.#skipIgnored(inForce)) source += this.#quantified(inForce)
    }
    return source
  }

  // Most of what an expression consists of, at once; without its last character if that is repeated.
  #plainText(): string {
    const start = this.#at
    let end = start
    while (isPlain(this.#pattern.charCodeAt(end))) end++
    if (end === start) return ''
    const isRepeated = '*+?{'.includes(this.#pattern.charAt(end) || ' ') || this.#pattern.startsWith('(?#', end)
    this.#at = isRepeated ? end - 1 : end
    return this.#pattern.slice(start, this.#at).replaceAll('/', '\\/')
  }

  // `(?i)`: flags for all that follows. Python wants it at the start.
  #globalFlags(flags: Flags): Flags | undefined {
    const match = this.#peek() === '(' ? this.#match(/\(\?([aiLmsux]+)\)/y) : null
    return match ? withFlags(flags, match[1] ?? '', '') : undefined
  }

  #skipIgnored(flags: Flags): boolean {
    if (this.#peek() === '(' && this.#match(/\(\?#[^)]*\)/y)) return true
    return flags.x && this.#match(/\s+|#[^\n]*\n?/y) !== null
  }

  #quantified(flags: Flags): string {
    const start = this.#at
    const atom = this.#atom(flags)
    const end = this.#at
    while (this.#skipIgnored(flags)) {}
    const quantifierAt = this.#at
    const quantifier = this.#quantifier()
    if (!quantifier) return atom
    if (assertion.test(this.#pattern.slice(start, end))) throw this.#error('nothing to repeat', quantifierAt)
    const lazy = this.#take('?') ? '?' : ''
    if (lazy === '' && this.#peek() === '+') throw this.#error('possessive quantifiers are not supported')
    const again = this.#at
    if (this.#quantifier()) throw this.#error('multiple repeat', again)
    return this.#dialect === 'python' && quantifier[0] === '?' && isCapture(atom)
      ? optional(atom, lazy !== '')
      : wrap(atom) + bounds(quantifier) + lazy
  }

  #quantifier(): RegExpExecArray | null {
    const sign = this.#peek()
    return sign === '*' || sign === '+' || sign === '?' || sign === '{' ? this.#match(quantifierSyntax) : null
  }

  #atom(flags: Flags): string {
    const start = this.#at
    const character = this.#next()
    switch (character) {
      case '(':
        return this.#group(flags, start)
      case '[':
        return this.#characterClass(flags, start)
      case '.':
        return this.#dot(flags)
      case '^':
        return flags.m ? '(?<![^\\n])' : '^'
      case '$':
        return this.#end(flags)
      case '\\':
        return this.#escape(flags, start)
      case '*':
      case '+':
      case '?':
        throw this.#error('nothing to repeat', start)
      default:
        return literal(character, flags)
    }
  }

  #dot(flags: Flags): string {
    if (flags.s) return '[\\s\\S]'
    return this.#dialect === 'python' ? '[^\\n]' : '[^\\n\\r\\u2028\\u2029]'
  }

  #end(flags: Flags): string {
    if (flags.m) return '(?![^\\n])'
    return this.#dialect === 'python' ? '(?=\\n?$)' : '$'
  }

  #group(flags: Flags, start: number): string {
    if (!this.#take('?')) return this.#capture(flags, start, undefined)
    if (this.#take('P=')) return `\\k<${this.#groupName(')')}>`
    if (this.#take('P<')) return this.#capture(flags, start, this.#groupName('>'))
    const look = this.#match(/<?[=!]/y)
    if (look) return this.#rest(flags, start, `(?${look[0]}`)
    // Python has no such group, but it is what somebody used to JavaScript writes.
    if (this.#take('<')) return this.#capture(flags, start, this.#groupName('>'))
    const scoped = this.#match(/([aiLmsux]*)(?:-([imsx]+))?:/y)
    if (scoped) return this.#rest(withFlags(flags, scoped[1] ?? '', scoped[2] ?? ''), start, '(?:')
    throw this.#error(`unknown extension ?${this.#peek()}`, start + 1)
  }

  #capture(flags: Flags, start: number, name: string | undefined): string {
    if (name !== undefined && this.groups.includes(name)) {
      const first = this.groups.indexOf(name) + 1
      const number = this.groups.length + 1
      throw this.#error(`redefinition of group name '${name}' as group ${number}; was group ${first}`, start + 4)
    }
    this.groups.push(name)
    const number = this.groups.length
    const source = this.#rest(flags, start, name === undefined ? '(' : `(?<${name}>`)
    this.#closed.add(number)
    return source
  }

  // The inside of a group that `opening` begins, and its end.
  #rest(flags: Flags, start: number, opening: string): string {
    const inside = this.#alternatives(flags)
    if (!this.#take(')')) throw this.#error('missing ), unterminated subpattern', start)
    return `${opening}${inside})`
  }

  #groupName(terminator: string): string {
    const start = this.#at
    const end = this.#pattern.indexOf(terminator, start)
    if (end < 0) throw this.#error(`missing ${terminator}, unterminated name`, start)
    const name = this.#pattern.slice(start, end)
    if (name === '') throw this.#error('missing group name', start)
    if (!isIdentifier(name)) throw this.#error(`bad character in group name '${name}'`, start)
    if (terminator === ')' && !this.groups.includes(name)) throw this.#error(`unknown group name '${name}'`, start)
    this.#at = end + 1
    return name
  }

  #escape(flags: Flags, start: number): string {
    const special = this.#match(/[AZbB]/y)?.[0]
    if (special === 'A') return '^'
    if (special === 'Z') return '$'
    if (special) return this.#wordBoundary(special, flags)
    const set = this.#classEscape(flags)
    if (set) return set.isComplement ? `[^${set.members}]` : `[${set.members}]`
    const reference = this.#dialect === 'javascript' ? this.#match(/k<([^>]*)>/y) : null
    if (reference) return `\\k<${reference[1]}>`
    return this.#backReference(start) ?? literal(this.#characterEscape(start), flags)
  }

  #wordBoundary(letter: string, flags: Flags): string {
    if (flags.a || this.#dialect === 'javascript') return `\\${letter}`
    return letter === 'b'
      ? `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`
      : `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word})(?!^$))`
  }

  // `\d` and its like.
  #classEscape(flags: Flags): CharacterSet | undefined {
    const property = this.#dialect === 'javascript' ? this.#match(/[pP]\{[^}]*\}/y) : null
    if (property) return { members: `\\${property[0]}`, isComplement: false }
    const letter = this.#match(/[dDsSwW]/y)?.[0]
    if (letter === undefined) return undefined
    if (this.#dialect === 'javascript') return { members: `\\${letter}`, isComplement: false }
    const kind = letter.toLowerCase() as 'd' | 's' | 'w'
    return { members: (flags.a ? asciiSets : unicodeSets)[kind], isComplement: letter !== kind }
  }

  #backReference(start: number): string | undefined {
    const match = this.#match(/[1-9][0-9]?(?![0-7]{3})/y)
    if (!match) return undefined
    const number = Number(match[0])
    if (!this.#closed.has(number)) throw this.#error(`invalid group reference ${number}`, start + 1)
    return `(?:\\${number})`
  }

  #characterEscape(start: number): string {
    const hex = this.#match(/x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})/y)
    if (hex) return String.fromCodePoint(Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '', 16))
    const braced = this.#dialect === 'javascript' ? this.#match(/u\{([0-9a-fA-F]+)\}/y) : null
    if (braced) return String.fromCodePoint(Number.parseInt(braced[1] ?? '', 16))
    const octal = this.#match(/0[0-7]{0,2}|[1-3][0-7]{2}/y)
    if (octal) return String.fromCharCode(Number.parseInt(octal[0], 8))
    if (this.#at >= this.#pattern.length) throw this.#error('bad escape (end of pattern)', start)
    const character = this.#next()
    const control = controls[character]
    if (control !== undefined) return control
    if (/[A-Za-z0-9]/.test(character)) throw this.#error(`bad escape \\${character}`, start)
    return character
  }

  #characterClass(flags: Flags, start: number): string {
    const negated = this.#take('^')
    const sets: CharacterSet[] = []
    for (let first = true; ; first = false) {
      if (this.#at >= this.#pattern.length) throw this.#error('unterminated character set', start)
      if (this.#peek() === ']' && !(first && this.#dialect === 'python')) break
      sets.push(this.#classMember(flags))
    }
    this.#at++
    return classOf(sets, negated)
  }

  #classMember(flags: Flags): CharacterSet {
    const start = this.#at
    const from = this.#classAtom(flags)
    const isRange = this.#peek() === '-' && this.#at + 1 < this.#pattern.length && this.#pattern[this.#at + 1] !== ']'
    if (!isRange) {
      return typeof from === 'string' ? { members: classLiteral(from, flags), isComplement: false } : from
    }
    this.#at++
    const to = this.#classAtom(flags)
    if (typeof from !== 'string' || typeof to !== 'string' || from.codePointAt(0)! > to.codePointAt(0)!) {
      throw this.#error(`bad character range ${this.#pattern.slice(start, this.#at)}`, start)
    }
    return { members: classRange(from, to, flags), isComplement: false }
  }

  #classAtom(flags: Flags): string | CharacterSet {
    const start = this.#at
    const character = this.#next()
    if (character !== '\\') return character
    return this.#classEscape(flags) ?? (this.#take('b') ? '\b' : this.#characterEscape(start))
  }

  #peek(): string {
    return this.#pattern.charAt(this.#at)
  }

  #next(): string {
    const character = String.fromCodePoint(this.#pattern.codePointAt(this.#at) ?? 0)
    this.#at += character.length
    return character
  }

  #take(text: string): boolean {
    const found = this.#pattern.startsWith(text, this.#at)
    if (found) this.#at += text.length
    return found
  }

  #match(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.#at
    const match = sticky.exec(this.#pattern)
    if (match) this.#at += match[0].length
    return match
  }

  #error(reason: string, position = this.#at): RegexError {
    return new RegexError(reason, position)
  }
}

/** What stands between the brackets of a class, and whether all other characters are meant. */
interface CharacterSet {
  readonly members: string
  readonly isComplement: boolean
}

const assertion = /^(?:[$^]|\\[ABbZ])$/
const quantifierSyntax = /[*+?]|\{(?=\d|,)(\d*)(?:(,)(\d*))?\}/y
const word = '[\\p{L}\\p{N}_]'
const unicodeSets = {
  d: '\\p{Nd}',
  s: ' \\t\\n\\r\\f\\v\\x1c-\\x1f\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000',
  w: '\\p{L}\\p{N}_',
}
const asciiSets = { d: '0-9', s: ' \\t\\n\\r\\f\\v', w: 'A-Za-z0-9_' }
const controls: Readonly<Record<string, string>> = { a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

function isPlain(code: number): boolean {
  return isAlphanumeric(code) || code === 45 || code === 47 || code === 95
}

function isAlphanumeric(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57)
}

function withFlags(flags: Flags, on: string, off: string): Flags {
  const set = (name: keyof Flags) => (on.includes(name) || flags[name]) && !off.includes(name)
  return { i: set('i'), m: set('m'), s: set('s'), x: set('x'), a: set('a') }
}

// A class in `u` mode can hold no complement, so one that does is said as an alternative. (`v` mode could, but V8 reads
// some negated classes wrongly there when they are repeated.)
function classOf(sets: readonly CharacterSet[], negated: boolean): string {
  const plain = sets.filter(set => !set.isComplement).map(set => set.members)
  const complements = sets.filter(set => set.isComplement).map(set => `[^${set.members}]`)
  if (complements.length === 0) return `[${negated ? '^' : ''}${plain.join('')}]`
  const either = [...complements, ...(plain.length > 0 ? [`[${plain.join('')}]`] : [])].join('|')
  return negated ? `(?:(?!${either})[^])` : `(?:${either})`
}

// Python lets a look-around be repeated; in `u` mode it has to be wrapped for that.
function wrap(atom: string): string {
  return /^\(\?<?[=!]/.test(atom) ? `(?:${atom})` : atom
}

function isCapture(atom: string): boolean {
  return /^\((?!\?)|^\(\?<(?![=!])/.test(atom)
}

// JavaScript takes no part in what would match nothing: of `(x?)?` it says that the group was absent, Python that it was empty.
function optional(group: string, isLazy: boolean): string {
  return isLazy ? `(?:|${group})` : `(?:${group}|)`
}

function bounds([whole, least, comma, most]: RegExpExecArray): string {
  return whole.length === 1 ? whole : `{${least || 0}${comma ?? ''}${most ?? ''}}`
}

function literal(character: string, flags: Flags): string {
  const cases = casesOf(character, flags)
  return cases.length === 1 ? escapeLiteral(character) : `[${cases.join('')}]`
}

function classLiteral(character: string, flags: Flags): string {
  return casesOf(character, flags).map(escapeInClass).join('')
}

function classRange(from: string, to: string, flags: Flags): string {
  const ranges = [`${escapeInClass(from)}-${escapeInClass(to)}`]
  if (flags.i) {
    for (let code = from.codePointAt(0)!; code <= Math.min(to.codePointAt(0)!, 0x17f); code++) {
      const character = String.fromCodePoint(code)
      for (const other of casesOf(character, flags)) if (other !== character) ranges.push(escapeInClass(other))
    }
  }
  return ranges.join('')
}

function casesOf(character: string, flags: Flags): string[] {
  if (!flags.i) return [character]
  const cases = new Set([character, character.toLowerCase(), character.toUpperCase()])
  return [...cases].filter(one => one.length === character.length)
}

// By their numbers, because several signs mean something in a class and the numbers mean nothing else.
function escapeInClass(character: string): string {
  const code = character.codePointAt(0)!
  if (code > 0x7f || isAlphanumeric(code) || character === '_') return character
  return `\\x${code.toString(16).padStart(2, '0')}`
}
