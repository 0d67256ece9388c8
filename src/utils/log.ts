import { handle, isEnabled } from './logging/active.js'
import { type LogExtra, type LogLevel, levelNumber } from './logging/record.js'

export type {
  FormatterConfig,
  HandlerConfig,
  LogFilter,
  LogFormatter,
  LoggerConfig,
  LoggingConfig,
  LogHandler,
} from './logging/config.js'
export type { LogExtra, LogLevel, LogRecord } from './logging/record.js'

/**
 * The logger of that name; the same one for the same name. Names are a tree with dots: what `shop.orders` logs goes to
 * the handlers of `shop` and of the root too. Python: `logging.getLogger`.
 *
 * ```ts
 * const logger = getLogger('shop.orders')
 * logger.warning(`No stock for ${order.id}`)
 * logger.error('The payment failed', { error })
 * ```
 */
export function getLogger(name = ''): Logger {
  const known = loggers.get(name)
  if (known !== undefined) return known
  const logger = new Logger(name)
  loggers.set(name, logger)
  return logger
}

/** Writes lines under one name. Where they go, and from which level on, is for `settings.LOGGING` to say. */
export class Logger {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }

  debug(message: string, extra?: LogExtra): void {
    this.log('DEBUG', message, extra)
  }

  info(message: string, extra?: LogExtra): void {
    this.log('INFO', message, extra)
  }

  warning(message: string, extra?: LogExtra): void {
    this.log('WARNING', message, extra)
  }

  error(message: string, extra?: LogExtra): void {
    this.log('ERROR', message, extra)
  }

  critical(message: string, extra?: LogExtra): void {
    this.log('CRITICAL', message, extra)
  }

  log(level: LogLevel, message: string, extra?: LogExtra): void {
    if (!this.isEnabledFor(level)) return
    handle({ ...extra, name: this.name, level, message, time: new Date() })
  }

  /** Whether a line of this level would go anywhere: for lines that are costly to make. */
  isEnabledFor(level: LogLevel): boolean {
    return isEnabled(this.name, levelNumber(level))
  }
}

const loggers = new Map<string, Logger>()
