import { blanked, endOfBracket, partsOf } from './typescript.js'

/** A call that renders a template which it names by a literal. */
export interface NamingCall {
  readonly template: string
  /** The names of the variables; `null` when they cannot be read. */
  readonly provided: readonly string[] | null
  /** Where the call is in the source. */
  readonly offset: number
}

/** One with variables whose names can be read. */
export interface RenderCall extends NamingCall {
  readonly provided: readonly string[]
}

/** The functions that render, and at which place they take the name of the template; the variables come next. */
const functions: Readonly<Record<string, number>> = {
  render: 1,
  renderAsync: 1,
  renderStreaming: 1,
  renderToString: 0,
  renderToStringAsync: 0,
  TemplateResponse: 1,
}

/**
 * The calls in a TypeScript source whose template is a literal, and whose variables are certain: those of an object
 * literal without a spread, or of the type that the call names (`render<Detail>(…)`) where that is an object type of this
 * file. Of all others nothing is said: what is reported is so.
 */
export function renderCalls(source: string): RenderCall[] {
  return namingCalls(source).filter(call => call.provided !== null) as RenderCall[]
}

/** All the calls in a TypeScript source whose template is a literal. */
export function namingCalls(source: string): NamingCall[] {
  const code = blanked(source)
  const names = Object.keys(functions).filter(name => isImported(name, source, code))
  if (names.length === 0) return []
  const call = new RegExp(`(?<![.\\w$]|function\\s)(${names.join('|')})\\s*(?=[<(])`, 'g')
  return Array.from(code.matchAll(call), match => readCall(source, code, match)).filter(each => each !== null)
}

function isImported(name: string, source: string, code: string): boolean {
  for (const { 0: text, index } of code.matchAll(/\bimport\b[^;'"]*?\bfrom\s*(?=['"])/g)) {
    const module = /^(['"])(.*?)\1/.exec(source.slice(index + text.length))?.[2] ?? ''
    const isOurs = module === 'tiny-django/shortcuts' || module === 'tiny-django/template'
    if (isOurs && new RegExp(`[{,]\\s*${name}\\s*[,}]`).test(text)) return true
  }
  return false
}

function readCall(source: string, code: string, match: RegExpExecArray): NamingCall | null {
  const [text, name] = match as unknown as [string, string]
  let at = match.index + text.length
  let typeArgument: [number, number] | null = null
  if (code[at] === '<') {
    const end = endOfTypeArguments(code, at)
    if (end === -1) return null
    typeArgument = [at + 1, end - 1]
    at = end
  }
  if (code[at] !== '(') return null
  const end = endOfBracket(code, at)
  if (end === -1) return null
  const args = partsOf(code, at + 1, end - 1, /,/)
  const template = literalText(source, args[functions[name!]!])
  const values = args[functions[name!]! + 1]
  if (template === null) return null
  const provided = typeArgument ? typeKeys(source, code, typeArgument) : values ? literalKeys(source, code, values) : []
  return { template, provided, offset: match.index }
}

function endOfTypeArguments(code: string, open: number): number {
  let depth = 0
  for (let i = open; i < code.length; i++) {
    if (code[i] === '<') depth++
    else if (code[i] === '>' && code[i - 1] !== '=' && --depth === 0) return i + 1
    else if (code[i] === ';' && depth === 1 && !code.slice(open, i).includes('{')) return -1
  }
  return -1
}

function literalText(source: string, range: readonly [number, number] | undefined): string | null {
  const text = range && source.slice(...range).trim()
  return /^(["'])([^"'\\]*)\1$/.exec(text ?? '')?.[2] ?? null
}

/** The keys of `{ a, b: 1, 'c': 2 }`, also with `satisfies T` behind it; `null` for anything else. */
function literalKeys(source: string, code: string, [start, end]: readonly [number, number]): string[] | null {
  const open = start + code.slice(start, end).search(/\S/)
  const word = code.slice(open, end).trim()
  if (word === 'null' || word === 'undefined') return []
  if (code[open] !== '{') return null
  const close = endOfBracket(code, open)
  if (close === -1 || !/^\s*(satisfies\s[\s\S]*|as\s+const\s*)?$/.test(code.slice(close, end))) return null
  const keys = partsOf(code, open + 1, close - 1, /,/).map(range => keyOf(source.slice(...range), code.slice(...range)))
  return keys.includes(null) ? null : (keys as string[])
}

// `a`, `a: 1`, `'a': 1`, `a() {}`, `get a() {}`; not `...a` or `[a]: 1`.
function keyOf(text: string, code: string): string | null {
  const start = code.search(/\S/) // past comments
  const key = text.slice(start).trim()
  const quoted = /^(?:"([^"\\]*)"|'([^'\\]*)')\s*[:(]/.exec(key)
  if (quoted !== null) return quoted[1] ?? quoted[2]!
  return /^(?:(?:async\s+|get\s+)(?=[\w$]))?([\p{L}_$][\p{L}\p{N}_$]*)\s*(?:[:(]|$)/u.exec(key)?.[1] ?? null
}

/** The keys of an object type, written out or by the name it has in this file; `null` when they cannot be told. */
function typeKeys(source: string, code: string, [start, end]: readonly [number, number]): string[] | null {
  const text = code.slice(start, end)
  const open = start + text.search(/\S/)
  if (code[open] === '{')
    return endOfBracket(code, open) === start + text.trimEnd().length ? membersOf(source, code, open) : null
  const name = /^[\w$]+$/.exec(text.trim())?.[0]
  return name === undefined ? null : namedTypeKeys(source, code, name)
}

function namedTypeKeys(source: string, code: string, name: string): string[] | null {
  const declarations = [
    ...code.matchAll(new RegExp(`\\b(?:interface\\s+${name}\\s*|type\\s+${name}\\s*=\\s*)(?=\\{)`, 'g')),
  ]
  const all = [...code.matchAll(new RegExp(`\\b(?:interface|type|class|enum)\\s+${name}\\b`, 'g'))]
  if (declarations.length === 0 || declarations.length !== all.length) return null // generic, extended, a union, or elsewhere
  const keys = declarations.map(({ 0: text, index }) => {
    const open = index + text.length
    const isUnion = /^\s*[&|[]/.test(code.slice(endOfBracket(code, open)))
    return isUnion ? null : membersOf(source, code, open)
  })
  return keys.includes(null) ? null : keys.flatMap(each => each!)
}

function membersOf(source: string, code: string, open: number): string[] | null {
  const close = endOfBracket(code, open)
  if (close === -1) return null
  const keys = partsOf(code, open + 1, close - 1, /[;,\n]/).map(([start, end]) =>
    memberOf(source.slice(start, end), code.slice(start, end)),
  )
  return keys.includes(null) ? null : (keys as string[]).filter(key => key !== '')
}

// `readonly a?: string`, `a(): string`, `'a': string`; a line that goes on with the type of the one before has no key.
function memberOf(text: string, code: string): string | null {
  const member = text
    .slice(Math.max(0, code.search(/\S/)))
    .trim()
    .replace(/^readonly\s+/, '')
  if (/^[|&]/.test(member)) return ''
  const key = /^(?:"([^"\\]*)"|'([^'\\]*)'|([\p{L}_$][\p{L}\p{N}_$]*))\s*\??\s*[:(<]/u.exec(member)
  return key?.[1] ?? key?.[2] ?? key?.[3] ?? null
}
