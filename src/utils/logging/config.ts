import { didYouMean } from '../suggest.js'
import { type LogLevel, type LogRecord, levelNames } from './record.js'

/** `NOTSET`: everything in a handler; in a logger, as the one above it says. */
export type ConfiguredLevel = LogLevel | 'NOTSET'

/** Whether a record is worth a line. */
export type LogFilter = (record: LogRecord) => boolean

/** The text of a record, with what was thrown below it. */
export type LogFormatter = (record: LogRecord) => string

/** Takes a record, and its text as the handler's formatter wrote it. */
export type LogHandler = (record: LogRecord, text: string) => void

export interface FormatterConfig {
  /** `'{levelname} {asctime} {name} {message}'`, or with `style: '%'` `'%(levelname)s %(message)s'`. */
  readonly format: string
  /** `{` unless told. */
  readonly style?: '{' | '%'
}

export interface HandlerConfig {
  /** `console`: standard error. `null`: nowhere. A function: whatever it does. */
  readonly class: 'console' | 'null' | LogHandler
  /** Records below it are passed over. */
  readonly level?: ConfiguredLevel
  /** Names of filters: all have to agree. `require_debug_true` and `require_debug_false` are there already. */
  readonly filters?: readonly string[]
  /** The name of a formatter; the message alone unless told. */
  readonly formatter?: string
}

export interface LoggerConfig {
  /** Names of handlers. `console` and `null` are there already. */
  readonly handlers?: readonly string[]
  /** As the logger above it unless told. */
  readonly level?: ConfiguredLevel
  /** Whether the handlers of the loggers above it get its records too: true unless told. */
  readonly propagate?: boolean
  /** Names of filters: all have to agree. */
  readonly filters?: readonly string[]
}

/**
 * `settings.LOGGING`: where log lines go. It is laid over Django's default configuration, logger by logger.
 * Django: "Logging"; Python: the dictionary schema of `logging.config`.
 */
export interface LoggingConfig {
  /** Of the schema: 1. */
  readonly version?: 1
  readonly filters?: Readonly<Record<string, LogFilter>>
  readonly formatters?: Readonly<Record<string, FormatterConfig | LogFormatter>>
  readonly handlers?: Readonly<Record<string, HandlerConfig>>
  readonly loggers?: Readonly<Record<string, LoggerConfig>>
  readonly root?: Omit<LoggerConfig, 'propagate'>
}

/** `over` laid over `base`: what both name is `over`'s; of a logger, its level stays where `over` has none. */
export function mergeConfigs(base: LoggingConfig, over: LoggingConfig): LoggingConfig {
  const loggers: Record<string, LoggerConfig> = { ...base.loggers }
  for (const [name, logger] of Object.entries(over.loggers ?? {})) {
    const level = logger.level ?? base.loggers?.[name]?.level
    loggers[name] = level === undefined ? logger : { ...logger, level }
  }
  return {
    filters: { ...base.filters, ...over.filters },
    formatters: { ...base.formatters, ...over.formatters },
    handlers: { ...base.handlers, ...over.handlers },
    loggers,
    root: { ...base.root, ...over.root },
  }
}

/** What is wrong with a complete configuration, in a sentence; `null` when nothing is. */
export function findProblem({ filters, formatters, handlers = {}, loggers = {}, root }: LoggingConfig): string | null {
  const problems = [
    ...Object.entries(handlers).flatMap(([name, handler]) => [
      unknownClass(name, handler),
      unknownLevel('handler', name, handler.level),
      ...unknownNames('handler', name, 'filter', handler.filters, filters),
      ...unknownNames('handler', name, 'formatter', handler.formatter ? [handler.formatter] : [], formatters),
    ]),
    ...[...Object.entries(loggers), ['root', root ?? {}] as const].flatMap(([name, logger]) => [
      unknownLevel('logger', name, logger.level),
      ...unknownNames('logger', name, 'filter', logger.filters, filters),
      ...unknownNames('logger', name, 'handler', logger.handlers, handlers),
    ]),
  ]
  return problems.find(problem => problem !== null) ?? null
}

function unknownClass(name: string, { class: kind }: HandlerConfig): string | null {
  if (typeof kind === 'function' || kind === 'console' || kind === 'null') return null
  return `Unable to configure handler '${name}': its class is 'console', 'null' or a function.`
}

function unknownLevel(kind: string, name: string, level: string | undefined): string | null {
  if (level === undefined || levelNames.includes(level)) return null
  return `Unable to configure ${kind} '${name}': Unknown level: '${level}'.${didYouMean(level, levelNames)}`
}

function unknownNames(
  kind: string,
  name: string,
  what: string,
  used: readonly string[] = [],
  known: object = {},
): string[] {
  const missing = used.filter(each => !Object.hasOwn(known, each))
  return missing.map(
    each =>
      `Unable to configure ${kind} '${name}': Unable to add ${what} '${each}'.${didYouMean(each, Object.keys(known))}`,
  )
}
