import { chooseFormat } from './accept.js'
import type { NotFoundReport, TriedPattern } from './not-found.js'
import { makePage, type Page } from './page.js'
import { type Data, renderPage } from './render-page.js'
import type { RequestFacts } from './request.js'

const EXPLANATION =
  'You’re seeing this error because you have DEBUG: true in your settings. Change that to false, and a standard 404 ' +
  'page is shown instead.'

/**
 * The page for an address that leads nowhere, with the patterns that were tried: HTML, JSON or text as the client
 * accepts. Takes plain data only. Django: `technical_404_response`.
 */
export function technical404(report: NotFoundReport, request: RequestFacts): Page {
  const format = chooseFormat(request.accept)
  if (format === 'json') return makePage(404, format, toJson(report, request))
  if (format === 'text') return makePage(404, format, toText(report, request))
  return makePage(404, format, renderPage('technical_404.html', pageData(report, request)))
}

function toJson(report: NotFoundReport, { method, path, url, view }: RequestFacts): string {
  const error = { name: 'Http404', message: report.reason, hint: report.hint }
  const { tried, resolved } = report
  return `${JSON.stringify({ status: 404, error, resolved, tried, request: { method, path, url, view } }, null, 2)}\n`
}

function pageData(report: NotFoundReport, facts: RequestFacts): Data {
  return {
    title: `Page not found at ${pathnameOf(facts)}`,
    status: 404,
    method: facts.method,
    path: facts.path,
    facts: factsOf(facts),
    message: report.reason,
    hint: report.hint,
    introduction: introduction(report),
    patterns: report.tried.map(patternData),
    conclusion: conclusion(report),
    explanation: EXPLANATION,
  }
}

function factsOf({ method, url, view }: RequestFacts): Data[] {
  return [
    { name: 'Request method', value: method },
    { name: 'Request URL', value: url },
    { name: 'Raised by', value: view },
  ].filter(fact => fact.value !== undefined)
}

function patternData({ routes, name, reason }: TriedPattern): Data {
  return { routes: routes.map(shownRoute), name, reason: reason && piecesOf(reason) }
}

/** A sentence in pieces: what stands between backticks is code. */
function piecesOf(sentence: string): Data[] {
  return sentence.split('`').map((text, index) => ({ text, isCode: index % 2 === 1 }))
}

function toText(report: NotFoundReport, facts: RequestFacts): string {
  const blocks = [
    `Page not found (404) at ${pathnameOf(facts)}`,
    report.reason,
    report.hint,
    report.tried.length > 0
      ? [introduction(report), ...report.tried.map(patternText), conclusion(report)].join('\n')
      : '',
    [`Request: ${facts.method} ${facts.path}`, ...(facts.view ? [`Raised by: ${facts.view}`] : [])].join('\n'),
    EXPLANATION,
  ]
  return `${blocks.filter(Boolean).join('\n\n')}\n`
}

function patternText({ routes, name, reason }: TriedPattern, index: number): string {
  const shownName = name ? ` [name='${name}']` : ''
  return `  ${index + 1}. ${routes.map(shownRoute).join(' ')}${shownName}${reason ? ` — ${reason}` : ''}`
}

function introduction({ urlconf }: NotFoundReport): string {
  const where = urlconf === undefined ? 'your URLconf' : `the URLconf defined in ${urlconf}`
  return `Using ${where}, these URL patterns were tried, in this order:`
}

function conclusion({ path, resolved }: NotFoundReport): string {
  const subject = path === '' ? 'The empty path' : `The current path, ${path},`
  return `${subject} ${resolved ? 'matched the last one.' : 'didn’t match any of these.'}`
}

/** The route of a site's start page is the empty string, which nobody could see. */
function shownRoute(route: string): string {
  return route === '' ? '(empty)' : route
}

function pathnameOf({ path }: RequestFacts): string {
  return path.split('?', 1)[0]!
}
