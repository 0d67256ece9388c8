import { printableLines } from '../../utils/printable.js'
import { debug } from './debug.js'

/** The error as the terminal shows it. Anything can be thrown, so nothing about it is trusted. */
export function tracebackOf(error: unknown): string {
  return printableLines(rawTraceback(error)) // what a client sent may be quoted in it
}

function rawTraceback(error: unknown): string {
  try {
    if (error instanceof Error && typeof error.stack === 'string') return stackWithCauses(error)
    return shorten(`${typeof error} thrown: ${typeof error === 'function' ? error.name : String(error)}`)
  } catch {
    return 'A value was thrown that cannot be printed.'
  }
}

function stackWithCauses(error: Error, depth = 0): string {
  const { cause } = error
  const text = `${shorten(error.stack ?? '')}${culpritText(error)}${debug().templateTraceback(error)}${hintText(error)}`
  if (cause === undefined || depth === maxCauses) return text
  return `${text}\nCaused by ${cause instanceof Error ? stackWithCauses(cause, depth + 1) : shorten(String(cause))}`
}

/** A cause may be its own. */
const maxCauses = 8

/** The longest message that a terminal is good for, and where to cut a longer one. */
const maxLength = 20_000
const keptAtStart = 5_000
const keptAtEnd = 10_000

// What is said comes first, where it was said comes last; a message of megabytes is both before.
function shorten(text: string): string {
  if (text.length <= maxLength) return text
  const left = text.length - keptAtStart - keptAtEnd
  return `${text.slice(0, keptAtStart)}… (${left} more characters) …${text.slice(-keptAtEnd)}`
}

/** What a template error says was probably meant. */
function hintText({ hint }: Error & { hint?: unknown }): string {
  return typeof hint === 'string' ? `\n${shorten(hint)}` : ''
}

function culpritText(error: Error): string {
  const culprit = debug().culpritOf(error)
  if (!culprit) return ''
  const { functionName, file, line, column } = culprit
  return `\n    at ${functionName} (${file}:${line}:${column})`
}
