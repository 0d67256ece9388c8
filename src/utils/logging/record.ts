/** How grave a line is. */
export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL'

/** What a line can be given beside its message. Parts that know more add to it by interface merging. */
export interface LogExtra {
  /** What was thrown: written below the line. */
  readonly error?: unknown
}

/** One line, as filters, formatters and handlers get it. Python: `logging.LogRecord`. */
export interface LogRecord extends LogExtra {
  /** Of the logger. */
  readonly name: string
  readonly level: LogLevel
  /** As it was given: what a client sent may be in it, so it goes to no terminal as it is. */
  readonly message: string
  readonly time: Date
}

const numbers: Readonly<Record<string, number>> = {
  NOTSET: 0,
  DEBUG: 10,
  INFO: 20,
  WARNING: 30,
  ERROR: 40,
  CRITICAL: 50,
}

export const levelNames: readonly string[] = Object.keys(numbers)

/** Python's number for a level; 0 for what is none. */
export function levelNumber(level: string): number {
  return Object.hasOwn(numbers, level) ? numbers[level]! : 0
}
