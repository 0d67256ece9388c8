import { printable, printableLines } from '../printable.js'
import type { FormatterConfig, LogFormatter } from './config.js'
import { type LogRecord, levelNumber } from './record.js'

/** The message and nothing else. Control characters in it are escaped: a client may have put them there. */
export const plainFormatter: LogFormatter = record => withError(printable(record.message), record)

/** A formatter as the configuration describes it. */
export function makeFormatter(config: FormatterConfig | LogFormatter): LogFormatter {
  if (typeof config === 'function') return config
  const { format, style = '{' } = config
  const placeholder = style === '{' ? /\{(\w+)\}/g : /%\((\w+)\)[sd]/g
  return record =>
    withError(
      format.replace(placeholder, (text, name: string) => field(record, name) ?? text),
      record,
    )
}

function field(record: LogRecord, name: string): string | undefined {
  if (Object.hasOwn(fields, name)) return fields[name]!(record)
  const value = (record as unknown as Readonly<Record<string, unknown>>)[name]
  return value === undefined ? undefined : printable(String(value))
}

// Python's names.
const fields: Readonly<Record<string, (record: LogRecord) => string>> = {
  asctime: ({ time }) => `${localTime(time)},${String(time.getMilliseconds()).padStart(3, '0')}`,
  levelname: ({ level }) => level,
  levelno: ({ level }) => String(levelNumber(level)),
  message: ({ message }) => printable(message),
  name: ({ name }) => name,
}

function localTime(time: Date): string {
  const [month, day, hour, minute, second] = [
    time.getMonth() + 1,
    time.getDate(),
    time.getHours(),
    time.getMinutes(),
    time.getSeconds(),
  ].map(each => String(each).padStart(2, '0'))
  return `${time.getFullYear()}-${month}-${day} ${hour}:${minute}:${second}`
}

function withError(line: string, record: LogRecord): string {
  return 'error' in record ? `${line}\n${printableLines(describe(record.error, 0))}` : line
}

/** The stack of an error and those of its causes. Anything can be thrown, so nothing about it is trusted. */
function describe(error: unknown, depth: number): string {
  try {
    if (!(error instanceof Error)) return `${typeof error} thrown: ${String(error)}`
    const { cause, stack = String(error) } = error
    return cause === undefined || depth > 5 ? stack : `${stack}\n[cause]: ${describe(cause, depth + 1)}`
  } catch {
    return 'A value was thrown that cannot be printed.'
  }
}
