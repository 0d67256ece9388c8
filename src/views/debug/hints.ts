import { didYouMean } from '../../utils/suggest.js'
import { type CaughtFrame, type CodeContext, type SourcePosition, sourceText } from './sources.js'

/** What is looked at of a call. */
interface Call extends SourcePosition {
  readonly isProject: boolean
  readonly context?: CodeContext
  readonly locals?: CaughtFrame['locals']
}

/** What to try about an error of JavaScript's own, where its place says more than its message. */
export function nativeHint(name: string, message: string, frames: readonly Call[]): string | undefined {
  const frame = frames.find(each => each.isProject)
  if (frame === undefined) return undefined
  if (name === 'ReferenceError') return unknownNameHint(message, frame) ?? circleHint(message, frames)
  if (name === 'SyntaxError') return bytesAsJsonHint(frame)
  return name === 'TypeError' ? missingObjectHint(message, frame) : undefined
}

/** Modules that import each other: one of them runs before the other has what it exports. */
function circleHint(message: string, frames: readonly Call[]): string | undefined {
  const early = /^Cannot access '([^']+)' before initialization$/.exec(message)?.[1]
  const files = frames.filter(each => each.isProject).map(({ file }) => file)
  const other = files.find(file => file !== files[0])
  if (early === undefined || other === undefined || files.lastIndexOf(files[0]!) < files.indexOf(other))
    return undefined
  const [first, second] = [files[0]!, other].map(file => file.slice(file.lastIndexOf('/') + 1))
  return `${first} and ${second} import each other, and ${second} runs first, without \`${early}\`. Move what both need into a third file, or read it within a function.`
}

/** `JSON.parse(request.body.toString())`: bytes that are printed are their numbers. */
function bytesAsJsonHint({ context, line }: Call): string | undefined {
  const text = context?.lines[line - context.start] ?? ''
  return /JSON\.parse\([^)]*\.body\b/.test(text)
    ? 'The body is bytes: `request.json()` reads it, and `request.text()` gives it as text.'
    : undefined
}

function unknownNameHint(message: string, frame: Call): string | undefined {
  const unknown = /^([\w$]+) is not defined$/.exec(message)?.[1]
  if (unknown === undefined) return undefined
  const words = sourceText(frame.file)?.match(/[A-Za-z_$][\w$]*/g) ?? []
  const known = new Set([...(frame.locals ?? []).map(([name]) => name), ...words])
  known.delete(unknown)
  return didYouMean(unknown, known).trim() || undefined
}

/** `Cannot read properties of undefined (reading 'title')`: of what, the line says. */
function missingObjectHint(message: string, { context, line, column }: Call): string | undefined {
  const found = /^Cannot (read|set) properties of (undefined|null) \((?:reading|setting) '([\w$]+)'\)$/.exec(message)
  const text = context?.lines[line - context.start]
  if (!found || text === undefined) return undefined
  const [, verb, value, property] = found
  const before = text.slice(0, column - 1)
  if (!text.startsWith(property!, column - 1) || !before.endsWith('.')) return undefined
  const owner = expression.exec(before.replace(/!?\.$/, ''))?.[0]
  if (owner === undefined) return undefined
  const middleware = givenByMiddleware.find(([field]) => owner.endsWith(field))
  if (middleware) return `\`${owner}\` is ${value} here: ${middleware[1]}`
  const instead = verb === 'read' ? `, or write \`${owner}?.${property}\`` : ''
  return `\`${owner}\` is ${value} here. Look at where it comes from${instead}.`
}

/** What a request has only where a middleware gives it. */
const givenByMiddleware: readonly (readonly [field: string, sentence: string])[] = [
  ['request.session', 'MIDDLEWARE needs SessionMiddleware of tiny-django/contrib/sessions, in front of what uses it.'],
  ['request.user', 'tiny-django has no users; a middleware of your own in MIDDLEWARE gives requests one.'],
]

/** `a.b(…)[0]!.c` at the end of a text. */
const expression = /(?:[\w$]+(?:\([^()]*\)|\[[^[\]]*\])*[?!]?\.)*[\w$]+(?:\([^()]*\)|\[[^[\]]*\])*$/
