import type { LogRecord } from '../../utils/log.js'
import { setDefaultLogging } from '../../utils/logging/active.js'
import { tracebackOf } from './traceback.js'

const { warn, error } = console // before the project can put others in their place
const originals = { warn, error }

/**
 * What the terminal gets of Django's loggers unless the project's LOGGING says otherwise, with DEBUG on or off: every
 * server error with its traceback, every other refusal in a line. A refusal that a view returned is in the server's own
 * line about the request.
 */
export function logToTerminal(): void {
  setDefaultLogging({
    handlers: { console: { class: print, level: 'INFO' }, errors: { class: 'null' } },
  })
}

function print(record: LogRecord, text: string): void {
  const { error, statusCode = 500, wasReturned } = record
  if (wasReturned) return
  const line = error === undefined ? text : text.slice(0, text.indexOf('\n'))
  if (statusCode < 500 || error === undefined) say('warn', line)
  else say('error', `${line}\n${tracebackOf(error)}`)
}

function say(level: 'warn' | 'error', text: string): void {
  try {
    console[level](text)
  } catch {
    originals[level].call(console, text)
  }
}
