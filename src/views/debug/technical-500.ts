import { chooseFormat } from './accept.js'
import { errorId } from './error-id.js'
import { makePage, type Page } from './page.js'
import { type Data, renderPage } from './render-page.js'
import type { ErrorReport, ReportFrame } from './report.js'
import type { RequestFacts, Row } from './request.js'
import { failedStep, type RaisedBy, STEPS, stepsText } from './steps.js'
import type { MissingTemplate, TemplateReport } from './template-report.js'

export interface TechnicalPageOptions {
  /** 500 unless told. */
  readonly status?: number
  /** The sentence at the foot of the page: why one sees it and how to see something else. */
  readonly explanation?: string
  /** Says where in the cycle it happened; without it the page has no picture of the cycle. */
  readonly raisedBy?: RaisedBy
}

const EXPLANATION =
  'You’re seeing this error because you have DEBUG: true in your settings. Change that to false, and a standard ' +
  'page is shown instead.'

/**
 * The page for an error: HTML, JSON or text as the client accepts. Takes plain data only, so it can also be made for a
 * request whose process is gone. Django: `technical_500_response`.
 */
export function technical500(report: ErrorReport, facts: RequestFacts, options: TechnicalPageOptions = {}): Page {
  const { status = 500, explanation = EXPLANATION, raisedBy } = options
  const step = raisedBy && failedStep(report, facts, raisedBy)
  const about: About = { report, facts, status, explanation, id: errorId(report, facts), ...(step && { step }) }
  const format = chooseFormat(facts.accept)
  if (format === 'json') return makePage(status, format, toJson(about))
  if (format === 'text') return makePage(status, format, toText(about))
  return makePage(status, format, renderPage('technical_500.html', pageData(about)))
}

/** All that a page is made of. */
interface About {
  readonly report: ErrorReport
  readonly facts: RequestFacts
  readonly status: number
  readonly explanation: string
  readonly id: string
  /** Of the cycle: the one that failed. */
  readonly step?: number
}

function toJson({ report, facts, status, id, step }: About): string {
  const { accept: _, ...request } = facts
  const cycle = step && { step: { number: step, name: STEPS[step - 1] } }
  return `${JSON.stringify({ status, id, ...cycle, error: report, request }, null, 2)}\n`
}

// ---- HTML

function pageData(about: About): Data {
  const { report, facts, status, explanation, step } = about
  const reports = flatten(report)
  const tables = tablesOf(facts)
  return {
    title: titleOf(report, facts),
    status,
    method: facts.method,
    path: facts.path,
    pathname: pathnameOf(facts),
    name: report.name,
    message: report.message,
    hint: report.hint,
    facts: factsOf(about),
    steps: step && STEPS.map((name, index) => ({ name, isFailed: index + 1 === step })),
    text: toText(about),
    reports: reports.filter(hasSomethingToSay).map(reportData),
    output: report.output?.join('\n'),
    tables: tables.map(tableData),
    empty: emptyTables(tables),
    explanation,
  }
}

function factsOf({ report, id, facts: { view, route, url } }: About): Data[] {
  return [
    { name: 'Raised in', value: placeOf(report) },
    { name: 'View', value: view },
    { name: 'Route', value: route === '' ? '(empty)' : route },
    { name: 'URL', value: url },
    { name: 'Error id', value: id },
  ].filter(fact => fact.value !== undefined)
}

interface Titled {
  readonly heading: string
  readonly report: ErrorReport
  readonly isFirst: boolean
}

/** The error, then what caused it, each with its own errors: in the order in which one reads them. */
function flatten(report: ErrorReport): Titled[] {
  const all: Titled[] = []
  add(report, 'Where it happened')
  return all

  function add(one: ErrorReport, heading: string): void {
    all.push({ heading, report: one, isFirst: one === report })
    one.errors?.forEach((inside, index) => {
      add(inside, `Error ${index + 1} of ${one.errors?.length}: ${inside.name}`)
    })
    if (one.cause) add(one.cause, `Caused by ${one.cause.name}`)
  }
}

/** The message of the first is on top of the page already. */
function hasSomethingToSay({ report, isFirst }: Titled): boolean {
  return !isFirst || report.frames.length > 0 || report.template !== undefined || report.missing !== undefined
}

function reportData({ heading, report, isFirst }: Titled): Data {
  return {
    heading,
    ownMessage: isFirst ? undefined : report.message || '(no message)',
    postmortem: report.missing?.map(missingData),
    template: report.template && templateData(report.template),
    groups: groupFrames(report.frames).map(group => groupData(group, report)),
  }
}

function missingData({ name, tried }: MissingTemplate): Data {
  return { name, tried: tried.map(({ file, status, loader }) => ({ file, status, loader })) }
}

function templateData({ file, line, column, length, context, way }: TemplateReport): Data {
  return {
    place: codeData({ file, line, column, context }, length),
    way: way.map(place => ({ position: `${place.file}:${place.line}`, tag: place.tag })),
  }
}

/** Frames in their order; those of packages and of Node itself that follow one another are folded into one line. */
type FrameGroup = { readonly frame: ReportFrame } | { readonly library: readonly ReportFrame[]; readonly open: boolean }

function groupFrames(frames: readonly ReportFrame[]): FrameGroup[] {
  const groups: FrameGroup[] = []
  const open = !frames.some(frame => frame.isProject)
  let library: ReportFrame[] = []
  const flush = () => {
    if (library.length > 0) groups.push({ library, open })
    library = []
  }
  for (const frame of frames) {
    if (frame.isProject) {
      flush()
      groups.push({ frame })
    } else library.push(frame)
  }
  flush()
  return groups
}

function groupData(group: FrameGroup, { frames }: ErrorReport): Data {
  if ('frame' in group) return { frame: frameData(group.frame, group.frame === frames.find(each => each.isProject)) }
  const { library, open } = group
  return { isOpen: open, library: { summary: libraryText(library), frames: library.map(each => frameData(each)) } }
}

function libraryText({ length }: readonly ReportFrame[]): string {
  return `${length} ${length === 1 ? 'frame' : 'frames'} of packages and Node.js`
}

/** The variables of the project's innermost call are what one looks for first. */
function frameData({ functionName, locals, ...place }: ReportFrame, isFirst = false): Data {
  const variables = locals && { isOpen: isFirst, rows: locals.map(([name, value]) => ({ name, value })) }
  return { functionName, ...codeData(place), variables }
}

/** A place with the lines around it. */
type Placed = Pick<ReportFrame, 'file' | 'line' | 'column' | 'context'>

function codeData(place: Placed, length?: number): Data {
  const { line, context } = place
  const lines = context?.lines.map((text, index) =>
    context.start + index === line ? markedLine(text, place.column, length ?? wordAt(text, place.column)) : { text },
  )
  return { position: positionOf(place), start: context?.start, lines }
}

/** The line itself is taken apart, so that what is at the column can be marked. */
function markedLine(text: string, column: number, length: number): Data {
  const start = Math.max(0, column - 1)
  const end = start + length
  return { isHere: true, before: text.slice(0, start), token: text.slice(start, end), after: text.slice(end) }
}

/** How long the word at a column is. */
function wordAt(text: string, column: number): number {
  return /^(?:[\p{L}\p{N}_$]+|\S)/u.exec(text.slice(Math.max(0, column - 1)))?.[0].length ?? 0
}

interface Table {
  readonly caption: string
  readonly rows: readonly Row[]
}

function tablesOf(facts: RequestFacts): Table[] {
  const named: readonly (readonly [string, readonly Row[] | undefined])[] = [
    ['GET', facts.GET],
    ['POST', facts.POST],
    ['FILES', facts.FILES],
    ['COOKIES', facts.COOKIES],
    ['META', facts.META],
    ['Settings', facts.settings],
  ]
  return named.flatMap(([caption, rows]) => (rows ? [{ caption, rows }] : []))
}

function tableData({ caption, rows }: Table): Data {
  const isOpen = caption === 'GET' || caption === 'POST'
  return { caption, isOpen, rows: rows.map(([name, value]) => ({ name, value })) }
}

function emptyTables(tables: readonly Table[]): string | undefined {
  const names = tables.filter(table => table.rows.length === 0).map(table => table.caption)
  return names.length === 0 ? undefined : `No ${new Intl.ListFormat('en', { type: 'disjunction' }).format(names)} data.`
}

// ---- text

function toText({ report, facts, explanation, id, step }: About): string {
  const blocks = [
    titleOf(report, facts),
    report.message,
    report.hint,
    ...flatten(report).filter(hasSomethingToSay).map(reportText),
    report.output?.length ? `Last lines printed:\n${indent(report.output)}` : undefined,
    step && `Step ${step} of 9 failed, ${STEPS[step - 1]}:\n${stepsText(step)}`,
    `${requestText(facts)}\nError id: ${id}`,
    explanation,
  ]
  return `${blocks.filter(Boolean).join('\n\n')}\n`
}

function reportText({ heading, report, isFirst }: Titled): string {
  const intro = isFirst ? `${heading}:` : `${heading}: ${report.message}`
  return [
    intro,
    ...(report.missing ?? []).flatMap(missingText),
    ...(report.template ? templateText(report.template) : []),
    ...groupFrames(report.frames).map(groupText),
  ].join('\n')
}

function missingText({ name, tried }: MissingTemplate): string[] {
  const places = tried.map(({ file, status, loader }) => `    ${file} (${status}${loader ? `, ${loader}` : ''})`)
  return [`  Tried for ${name}:`, ...places]
}

function templateText({ file, line, column, context, way }: TemplateReport): string[] {
  const places = way.map(place => `    from ${place.file}:${place.line}  ${place.tag}`)
  return [`  in the template ${positionOf({ file, line, column })}`, ...codeText({ context, line }), ...places]
}

function groupText(group: FrameGroup): string {
  if ('frame' in group) return frameText(group.frame)
  if (!group.open) return `  … ${libraryText(group.library)}`
  return group.library.map(frameText).join('\n')
}

function frameText(frame: ReportFrame): string {
  const place = `  ${positionOf(frame)}${frame.functionName ? ` in ${frame.functionName}` : ''}`
  return [place, ...(frame.context ? codeText(frame) : []), ...(frame.locals ?? []).map(variableText)].join('\n')
}

function variableText([name, value]: readonly [string, string]): string {
  return `      ${name} = ${value}`
}

function codeText({ context, line }: Pick<ReportFrame, 'context' | 'line'>): string[] {
  const { start, lines } = context!
  const width = String(start + lines.length - 1).length
  return lines.map((text, index) => {
    const number = start + index
    return `  ${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${text}`
  })
}

function requestText({ method, path, view, route }: RequestFacts): string {
  return [
    `Request: ${method} ${path}`,
    ...(view === undefined ? [] : [`View:    ${view}`]),
    ...(route === undefined ? [] : [`Route:   ${route || '(empty)'}`]),
  ].join('\n')
}

function indent(lines: readonly string[]): string {
  return lines.map(line => `  ${line}`).join('\n')
}

// ---- both

function titleOf(report: ErrorReport, facts: RequestFacts): string {
  return `${report.name} at ${pathnameOf(facts)}`
}

function pathnameOf({ path }: RequestFacts): string {
  return path.split('?', 1)[0]!
}

function positionOf({ file, line, column }: Pick<ReportFrame, 'file' | 'line' | 'column'>): string {
  return `${file}:${line}:${column}`
}

function placeOf({ frames, template }: ErrorReport): string | undefined {
  if (template) return positionOf(template)
  const frame = frames.find(one => one.isProject) ?? frames[0]
  return frame && `${positionOf(frame)}${frame.functionName ? `, ${frame.functionName}` : ''}`
}
