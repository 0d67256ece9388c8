import type { ErrorReport, ReportFrame } from './report.js'
import type { RequestFacts } from './request.js'

/** The request–response cycle as one tells it: step 1 is the first. */
export const STEPS = [
  'request',
  'middleware',
  'urls',
  'view',
  'your work',
  'response',
  'template',
  'middleware',
  'answer',
] as const

/** Who let the error out: the view, and what is around it, or a middleware. */
export type RaisedBy = 'view' | 'middleware'

export const REQUEST = 1
export const MIDDLEWARE_BEFORE = 2
export const URLS = 3
export const VIEW = 4
export const WORK = 5
export const RESPONSE = 6
export const TEMPLATE = 7
export const MIDDLEWARE_AFTER = 8
export const ANSWER = 9

/** The step of the cycle that failed, as its number. */
export function failedStep(report: ErrorReport, { view }: RequestFacts, raisedBy: RaisedBy): number {
  if (report.name === 'UnsendableResponse') return ANSWER
  const hook = hookStep(report.frames)
  if (hook !== undefined) return hook
  if (raisedBy === 'middleware') return view === undefined ? MIDDLEWARE_BEFORE : MIDDLEWARE_AFTER
  if (view === undefined) return URLS
  if (report.template || report.missing) return TEMPLATE
  if (/didn't return an HttpResponse object/.test(report.message)) return RESPONSE
  return isInView(report.frames, view) ? VIEW : WORK
}

// These are methods of middleware that run around the view, and not around all of it.
function hookStep(frames: readonly ReportFrame[]): number | undefined {
  const names = frames.map(frame => frame.functionName.replace(/^.*[. ]/, ''))
  if (names.includes('processView')) return MIDDLEWARE_BEFORE
  return names.includes('processTemplateResponse') || names.includes('processException') ? MIDDLEWARE_AFTER : undefined
}

/** Whether it was the view's own code, and not what the view calls. */
function isInView(frames: readonly ReportFrame[], view: string): boolean {
  const innermost = frames.find(frame => frame.isProject)
  const name = view.slice(view.lastIndexOf('.') + 1)
  return innermost === undefined || innermost.functionName.split(/[. ]/).includes(name)
}

/** The cycle in two lines of text, the step that failed in brackets. */
export function stepsText(failed: number): string {
  const steps = STEPS.map((name, index) => (index + 1 === failed ? `[${index + 1} ${name}]` : `${index + 1} ${name}`))
  return `  ${steps.slice(0, 5).join(' → ')}\n  ${steps.slice(5).reverse().join(' ← ')}`
}
