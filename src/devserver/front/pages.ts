import { STATUS_CODES } from 'node:http'
import { join } from 'node:path'
import { printable } from '../../utils/printable.js'
import { chooseFormat } from '../../views/debug/accept.js'
import { makePage, type Page as TechnicalPage } from '../../views/debug/page.js'
import { type Data, renderPage } from '../../views/debug/render-page.js'
import type { ErrorReport } from '../../views/debug/report.js'
import type { RequestFacts } from '../../views/debug/request.js'
import { codeContext, isProjectFile } from '../../views/debug/sources.js'
import { technical500 } from '../../views/debug/technical-500.js'
import { type BuildFailure, type BuildMessage, messagesAsText } from '../compiler/messages.js'
import { limits } from '../limits.js'
import { packageRoot } from '../package.js'
import type { CurrentRequest, Fault, Stack, StackFrame } from '../protocol.js'
import type { Exchange } from './exchange.js'
import type { Generation, LoadResult } from './generation.js'
import type { Page } from './page.js'
import { portHolder } from './port-holder.js'
import type { MemoryEvidence } from './watchdog.js'

export { setErrorSources } from '../../views/debug/sources.js'

/** Why the process that was to answer is gone. */
export type LostCause =
  | { readonly kind: 'stuck'; readonly stack: Stack | null; readonly exchange: Exchange | null }
  | { readonly kind: 'memory'; readonly evidence?: MemoryEvidence }
  | { readonly kind: 'fault'; readonly fault: Fault }
  /** It said nothing: a native crash, a signal. */
  | { readonly kind: 'ended' }

// ——— a build that failed

export function buildFailure(
  { messages }: Pick<BuildFailure, 'messages'>,
  exchange: Exchange,
  mended = 'when a save mends it',
): Page {
  const format = chooseFormat(acceptOf(exchange))
  if (format === 'json')
    return page(makePage(500, format, `${JSON.stringify({ status: 500, errors: messages }, null, 2)}\n`))
  if (format === 'text') return page(makePage(500, format, `${messagesAsText(messages)}\n`))
  const data: Data = {
    title: 'The project does not build',
    status: 500,
    hint: `${errorCount(messages.length)} This page goes away by itself ${mended}.`,
    messages: messages.map(messageData),
    explanation: 'The dev server goes on, and builds again at the next save.',
  }
  return page(makePage(500, format, renderPage('build_error.html', data)))
}

function errorCount(count: number): string {
  return count === 1 ? 'There is one error.' : `There are ${count} errors.`
}

function messageData(message: BuildMessage): Data {
  const { text, file, line, column, lineText, context, notes } = message
  const { start, lines } = context ?? { start: line, lines: [lineText] }
  return {
    text,
    isPlaced: file !== null,
    position: `${file}:${line}:${column}`,
    start,
    lines: lines.map((each, index) => (start + index === line ? markedLine(message) : { text: each })),
    notes: notes.map(messageData),
  }
}

function markedLine({ column, length, lineText }: BuildMessage): Data {
  const end = column - 1 + Math.max(1, length)
  const [before, token, after] = [lineText.slice(0, column - 1), lineText.slice(column - 1, end), lineText.slice(end)]
  return { isHere: true, before, token, after }
}

// ——— modules that do not run

type FailedLoad = Exclude<LoadResult, { kind: 'loaded' }>

export function loadFailure(
  result: FailedLoad,
  generation: Generation,
  exchange: Exchange,
  hint: string | null = null,
): Page {
  if (result.kind === 'failed' && hint !== null)
    return technical({ ...result.failure.report, hint }, exchange, 500, portExplanation)
  if (result.kind === 'failed') {
    const { messages, missing = [], report } = result.failure
    const isMissing = missing.length > 0
    if (messages) return buildFailure({ messages }, exchange, isMissing ? whenInstalled : undefined)
    const missingExplanation = `This page goes away by itself ${whenInstalled}.`
    return technical(report, exchange, 500, isMissing ? missingExplanation : loadExplanation)
  }
  if (result.kind === 'died' && generation.fault) {
    const { report } = generation.fault
    return technical({ ...report, ...outputOf(generation) }, exchange, 500, loadExplanation)
  }
  const message = loadFailureSentence(result)
  const frames = result.kind === 'timeout' ? reportFrames(result.stack?.frames ?? []) : []
  return technical({ name: 'LoadError', message, frames, ...outputOf(generation) }, exchange, 500, loadExplanation)
}

const whenInstalled = 'when the package is there, or a save does without it'

const loadExplanation = 'The project’s modules did not load. This page goes away by itself when a save mends them.'

const portExplanation = 'The project’s modules did not load. This page goes away by itself when the port is free.'

/** Who listens on the port that the project wants for itself. */
export function portHint(port: number, generations: Iterable<Generation>): string {
  const holder = portHolder(port)
  if (holder === null) return `Port ${port} is taken.`
  const older = [...generations].find(({ pid }) => pid === holder.pid)
  const who = `Port ${port} is held by ${holder.name} (process ${holder.pid})`
  if (!older) return `${who}.`
  const requests = [...older.open.values()].map(requestLine).join(', ')
  return `${who}, an older generation of this project${requests && ` that is busy with ${requests}`}.`
}

export function loadFailureText(result: FailedLoad, hint: string | null = null): string {
  if (result.kind === 'failed') return `${result.failure.text.trimEnd()}${hint === null ? '' : `\n${hint}`}`
  return loadFailureSentence(result) + (result.kind === 'timeout' ? framesText(result.stack) : '')
}

function loadFailureSentence(result: Exclude<FailedLoad, { kind: 'failed' }>): string {
  if (result.kind === 'died') return 'The process ended while the project’s modules were being loaded.'
  return `The project’s modules were not loaded within ${limits.load / 1000} s: ${whyLate(result)}.`
}

function whyLate({ stack, awaiting }: Extract<FailedLoad, { kind: 'timeout' }>): string {
  if (stack) return 'one of them loops'
  if (awaiting.length === 0) return 'one of them loops, or waits for what blocks it'
  return `one of them loops, or awaits at its top level what never comes (${awaiting.join(', ')})`
}

// ——— a request whose process is gone, or must go

export function fault({ report, view, route }: Fault, generation: Generation, exchange: Exchange): Page {
  return technical({ ...report, ...outputOf(generation) }, exchange, 500, faultExplanation, view, route)
}

const faultExplanation =
  'Nothing caught this error. In production it would end the process; here a fresh one has taken over already.'

/** For a request that its process had begun on, or that has cost several processes their life. */
export function lost(cause: LostCause, generation: Generation, exchange: Exchange): Page {
  if (cause.kind === 'stuck') return stuck(cause, generation, exchange)
  if (cause.kind === 'memory') return outOfMemory(cause.evidence, generation, exchange)
  if (cause.kind === 'fault') {
    const { view, route } = cause.fault.request === exchange.id ? cause.fault : { view: null, route: null }
    const report = { ...cause.fault.report, ...outputOf(generation) }
    return technical(report, exchange, 502, goneExplanation, view, route)
  }
  const message = `The process that was answering ${requestLine(exchange)} ended: ${endOf(generation)}.`
  return technical(
    { name: 'ProcessEnded', message, frames: [], ...outputOf(generation) },
    exchange,
    502,
    goneExplanation,
  )
}

const goneExplanation = 'The process that ran this view is gone. The next request is answered by a fresh one.'

function stuck(
  { stack, exchange: culprit }: Extract<LostCause, { kind: 'stuck' }>,
  generation: Generation,
  exchange: Exchange,
): Page {
  const isCulprit = culprit === null || culprit === exchange
  const view = isCulprit ? (stack?.request?.view ?? null) : null
  const report: ErrorReport = {
    name: isCulprit ? 'Stuck' : 'ProcessEnded',
    message: isCulprit
      ? `${view ?? requestLine(exchange)} kept the process busy for ${limits.stuck / 1000} s without an answer.`
      : `The process was stuck in ${stack?.request?.view ?? requestLine(culprit)} and was ended; this request was lost with it.`,
    frames: reportFrames(stack?.frames ?? []),
    ...outputOf(generation),
  }
  return technical(
    report,
    exchange,
    isCulprit ? 504 : 502,
    goneExplanation,
    view,
    isCulprit ? (stack?.request?.route ?? null) : null,
  )
}

function outOfMemory(evidence: MemoryEvidence | undefined, generation: Generation, exchange: Exchange): Page {
  const { stack } = evidence ?? {}
  const isCulprit = !stack?.request || stack.request.id === exchange.id
  const report: ErrorReport = {
    name: 'OutOfMemory',
    message: `The project’s memory ran out: its process may use ${generation.memoryLimitMb} MB.`,
    frames: reportFrames(stack?.frames ?? []),
    hint: 'Where that much is really needed, raise DEV_MEMORY_LIMIT_MB in the settings.',
    ...outputOf(generation),
  }
  const { view = null, route = null } = isCulprit ? (stack?.request ?? {}) : {}
  return technical(report, exchange, 502, goneExplanation, view, route)
}

export function lateText(exchange: Exchange, current: CurrentRequest | null): string {
  const who = current?.view ? ` by ${current.view}` : ''
  return `${requestLine(exchange)} was not answered${who} within ${Math.round(exchange.runningMs / 100) / 10} s.`
}

/** For a view that has had its time while its process is well. */
export function late(exchange: Exchange, current: CurrentRequest | null): Page {
  const message = lateText(exchange, current)
  const hint = 'The view awaits something that has not come. Its process is well and goes on.'
  return technical(
    { name: 'NoAnswer', message, frames: [], hint },
    exchange,
    504,
    'Streams have no such limit once they have begun.',
    current?.view,
    current?.route,
  )
}

/** The same for the terminal: one sentence, then the place, where it is known. */
export function crashText(generation: Generation, cause: LostCause, culprits: readonly Exchange[]): string {
  const who = culprits.map(requestLine).join(', ') || 'no request'
  if (cause.kind === 'stuck') {
    const view = cause.stack?.request?.view
    return `Stuck for ${limits.stuck / 1000} s${view ? ` in ${view}` : ''} (${who}).${framesText(cause.stack)}`
  }
  if (cause.kind === 'memory') {
    return `Out of memory: more than ${generation.memoryLimitMb} MB (${who}).${framesText(cause.evidence?.stack ?? null)}`
  }
  if (cause.kind === 'fault') return `${cause.fault.text}\nThe process ended (${who}); a fresh one has taken over.`
  return `The process ended: ${endOf(generation)} (${who}); a fresh one has taken over.`
}

function framesText(stack: Stack | null): string {
  const frames = stack?.frames.filter(({ file }) => isProjectFile(file)).slice(0, 5) ?? []
  const lines = frames.map(({ functionName, file, line, column }) => {
    return `\n    at ${functionName || '<anonymous>'} (${file}:${line}:${column})`
  })
  return lines.join('')
}

function reportFrames(frames: readonly StackFrame[]): ErrorReport['frames'] {
  const shown = frames.some(({ file }) => isProjectFile(file)) ? frames.filter(({ file }) => !isOwnFile(file)) : frames
  return shown.map(frame => {
    const isProject = isProjectFile(frame.file)
    const context = isProject ? codeContext(frame.file, frame.line) : undefined
    return { ...frame, isProject, ...(context ? { context } : {}) }
  })
}

function isOwnFile(file: string): boolean {
  return file.startsWith(join(packageRoot, 'dist'))
}

function outputOf({ lastLines }: Generation): { output?: readonly string[] } {
  return lastLines.length === 0 ? {} : { output: lastLines.map(printable) }
}

function endOf({ exitCode, signal }: Generation): string {
  return signal ? `signal ${signal}` : `exit code ${exitCode}`
}

function requestLine(exchange: Exchange | null): string {
  return exchange ? printable(`${exchange.head.method} ${exchange.head.target}`) : 'another request'
}

function technical(
  report: ErrorReport,
  exchange: Exchange,
  status: number,
  explanation: string,
  view: string | null = null,
  route: string | null = null,
): Page {
  const facts: RequestFacts = {
    method: exchange.head.method,
    path: exchange.head.target,
    accept: acceptOf(exchange),
    ...(view === null ? {} : { view }),
    ...(route === null ? {} : { route }),
  }
  return page(technical500(report, facts, { status, explanation, ...(view !== null && { raisedBy: 'view' }) }))
}

function acceptOf(exchange: Exchange): string {
  return exchange.request.headers.accept ?? ''
}

function page({ status, contentType, headers, body }: TechnicalPage): Page {
  const flat = ['Content-Type', contentType, ...Object.entries(headers).flat()]
  return { status, reason: STATUS_CODES[status] ?? '', headers: flat, body }
}
