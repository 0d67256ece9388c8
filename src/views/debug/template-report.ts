import type { TemplateDebug } from '../../template/context.js'
import { type Place, type WithTemplateDebug, wayOf } from '../../template/culprit.js'
import { TemplateDoesNotExist, type Tried } from '../../template/exceptions.js'
import { nameHint } from '../../template/hints.js'
import { Loader } from '../../template/loaders/base.js'
import { templateNames } from '../../template/names.js'
import { type CodeContext, LINES_AROUND, MAX_LINE } from './sources.js'

/** Where in a template an error comes from, as plain data. */
export interface TemplateReport {
  /** The path of the file, or what else its loader calls it. */
  readonly file: string
  /** 1-based. */
  readonly line: number
  /** 1-based. */
  readonly column: number
  /** How many characters of the line are at fault, from the column on. */
  readonly length: number
  readonly context: CodeContext
  /** The tags through which the page came there, innermost first: those that include and extend. */
  readonly way: readonly TemplatePlace[]
}

export interface TemplatePlace {
  readonly file: string
  /** 1-based. */
  readonly line: number
  /** As it is written: `{% include "card.html" %}`. */
  readonly tag: string
}

/** A template that was not found: Django's "Template-loader postmortem". */
export interface MissingTemplate {
  /** What was asked for. */
  readonly name: string
  readonly tried: readonly TriedPlace[]
}

export interface TriedPlace {
  readonly file: string
  /** Why it is not that one. */
  readonly status: string
  /** The class of the loader. */
  readonly loader?: string
}

/** What there is to say of the templates behind an error. Throws nothing, whatever was thrown. */
export function describeTemplate(error: object): {
  template?: TemplateReport
  missing?: MissingTemplate[]
  hint?: string
} {
  try {
    const { templateDebug } = error as WithTemplateDebug
    return {
      ...(isTemplateDebug(templateDebug) && { template: reportOf(templateDebug, wayOf(error)) }),
      ...(error instanceof TemplateDoesNotExist && describeMissing(error)),
    }
  } catch {
    return {}
  }
}

/** The same for a terminal: the lines that follow the error's own. */
export function templateTraceback(error: object): string {
  const { template, hint } = describeTemplate(error)
  if (template === undefined) return hint === undefined ? '' : `\n${hint}`
  const { file, line, column, context, way } = template
  const text = context.lines[line - context.start]?.trim() ?? ''
  const places = way.map(place => `\n    from ${place.file}:${place.line}  ${place.tag}`)
  return `\n    in the template ${file}:${line}:${column}  ${text}${places.join('')}${hint === undefined ? '' : `\n${hint}`}`
}

// Anybody can put anything on an error.
function isTemplateDebug(value: TemplateDebug | undefined): value is TemplateDebug {
  return typeof value?.during === 'string' && Array.isArray(value.sourceLines)
}

function reportOf(debug: TemplateDebug, way: readonly Place[]): TemplateReport {
  const { name, line, before, during, sourceLines } = debug
  const shown = sourceLines.filter(([number]) => number > 0 && Math.abs(number - line) <= LINES_AROUND)
  return {
    file: name,
    line,
    column: before.length + 1,
    length: during.length,
    context: { start: shown[0]?.[0] ?? line, lines: shown.map(([, text]) => withoutEnd(text).slice(0, MAX_LINE)) },
    way: way.flatMap((place, i) => (isCrossing(place, way[i - 1], name) ? [placeOf(place)] : [])),
  }
}

// A page comes from one template into another where the tag is in another file than what it led to; and a template may
// include itself.
function isCrossing({ token, origin }: Place, inner: Place | undefined, file: string): boolean {
  if (token === null || origin === null) return false
  return origin.name !== (inner?.origin?.name ?? file) || (inner !== undefined && token.command === 'include')
}

function placeOf({ token, origin }: Place): TemplatePlace {
  const { tokenType, contents, lineno } = token!
  return { file: origin!.name, line: lineno, tag: tokenType === 'var' ? `{{ ${contents} }}` : `{% ${contents} %}` }
}

function withoutEnd(line: string): string {
  return line.replace(/\n$/, '')
}

function describeMissing(error: TemplateDoesNotExist): { missing: MissingTemplate[]; hint?: string } {
  const single = error.chain.length > 0 ? error.chain : [error]
  const missing = single.map(({ message, tried }) => ({ name: message, tried: tried.map(triedPlace) }))
  const hint = hintFor(single)
  return { missing, ...(hint !== undefined && { hint }) }
}

function triedPlace([{ name, loaderName }, status]: Tried): TriedPlace {
  return { file: name, status, ...(loaderName !== null && { loader: loaderName }) }
}

function hintFor(missing: readonly TemplateDoesNotExist[]): string | undefined {
  for (const { message, tried } of missing) {
    const loaders = new Set(tried.map(([{ loader }]) => loader).filter(loader => loader instanceof Loader))
    const hint = nameHint(message, namesOf(loaders))
    if (hint !== undefined) return hint
  }
  return undefined
}

function namesOf(loaders: Iterable<Loader>): Iterable<string> {
  try {
    return templateNames(loaders)
  } catch {
    return [] // where there are no folders to read
  }
}
