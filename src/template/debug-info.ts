import type { TemplateDebug } from './context.js'

/** How many lines are shown around the one with the error. */
const CONTEXT_LINES = 10

/** Where in its template an error comes from. Django: `Template.get_exception_info`, without its escaping. */
export function exceptionInfo(
  source: string,
  name: string,
  error: unknown,
  [start, end]: readonly [start: number, end: number],
): TemplateDebug {
  let line = 0
  let [before, during, after] = ['', '', '']
  const sourceLines: [number, string][] = []
  let upto = 0
  for (const [number, next] of [0, ...lineEnds(source)].entries()) {
    if (start >= upto && end <= next) {
      line = number
      ;[before, during, after] = [source.slice(upto, start), source.slice(start, end), source.slice(end, next)]
    }
    sourceLines.push([number, source.slice(upto, next)])
    upto = next
  }
  const total = sourceLines.length
  const top = Math.max(1, line - CONTEXT_LINES)
  const bottom = Math.min(total, line + 1 + CONTEXT_LINES)
  return {
    message: messageOf(error),
    sourceLines: sourceLines.slice(top, bottom),
    ...{ line, before, during, after, top, bottom, total, name, start, end },
  }
}

/** Where each line ends, behind its line end. */
function lineEnds(source: string): number[] {
  const ends: number[] = []
  for (let i = source.indexOf('\n'); i !== -1; i = source.indexOf('\n', i + 1)) ends.push(i + 1)
  return [...ends, source.length + 1]
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : ''
  return message === '' ? '(Could not get exception message)' : message
}
