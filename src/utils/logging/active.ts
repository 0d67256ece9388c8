import { watcher } from '../watch.js'
import {
  findProblem,
  type HandlerConfig,
  type LogFilter,
  type LogFormatter,
  type LoggerConfig,
  type LoggingConfig,
  type LogHandler,
  mergeConfigs,
} from './config.js'
import { makeFormatter, plainFormatter } from './format.js'
import { type LogRecord, levelNumber } from './record.js'

/** The settings that log lines depend on. */
export interface LoggingSettings {
  readonly DEBUG: boolean
  readonly LOGGING: LoggingConfig | null
}

/** Says where the settings are that count. `conf` does. */
export function setLoggingSettings(next: () => LoggingSettings): void {
  settings = next
}

let settings: () => LoggingSettings = () => ({ DEBUG: false, LOGGING: null })

/**
 * Django's default, less the mail to the administrators: of what `django` and its parts log, warnings and what is
 * graver under DEBUG, errors otherwise.
 */
const djangoDefault: LoggingConfig = {
  filters: {
    require_debug_true: () => settings().DEBUG,
    require_debug_false: () => !settings().DEBUG,
  },
  formatters: {
    // As Django's `[{server_time}] {message}`.
    'django.server': { format: '[{asctime}] {message}' },
  },
  handlers: {
    console: { class: 'console', level: 'INFO', filters: ['require_debug_true'] },
    errors: { class: 'console', level: 'ERROR', filters: ['require_debug_false'] },
    'django.server': { class: 'console', level: 'INFO', formatter: 'django.server' },
    null: { class: 'null' },
  },
  loggers: {
    django: { handlers: ['console', 'errors'], level: 'INFO' },
    'django.server': { handlers: ['django.server'], level: 'INFO', propagate: false },
  },
  root: { level: 'WARNING' },
}

let base = djangoDefault

/** Lays a configuration over the default one, below the project's own: for servers that have a way to print of theirs. */
export function setDefaultLogging(over: LoggingConfig | null): void {
  base = over === null ? djangoDefault : mergeConfigs(djangoDefault, over)
  plans = new WeakMap()
}

/** What is wrong with a project's LOGGING, in a sentence; `null` when nothing is. */
export function findLoggingProblem(config: LoggingConfig): string | null {
  return findProblem(mergeConfigs(base, config))
}

/** Whether a record of this level would be handled by anybody. */
export function isEnabled(name: string, level: number): boolean {
  const plan = planFor(name)
  return level >= plan.level && plan.handlers.some(handler => handler.wants(level))
}

/** Does what is to be done with a record. */
export function handle(record: LogRecord): void {
  const { filters, handlers } = planFor(record.name)
  if (!filters.every(accepts => accepts(record))) return
  watcher?.logged(record)
  for (const handler of handlers) handler.handle(record)
}

/** What a logger does, its name looked up once. */
interface Plan {
  readonly level: number
  /** Those of the logger itself: others are asked about their own records only. */
  readonly filters: readonly LogFilter[]
  readonly handlers: readonly Handler[]
}

// By configuration: which one counts may change at any time (`overrideSettings`).
let plans = new WeakMap<object, Map<string, Plan>>()
const noLogging: LoggingConfig = {}

function planFor(name: string): Plan {
  const config = settings().LOGGING ?? noLogging
  const known = plans.get(config) ?? new Map<string, Plan>()
  plans.set(config, known)
  const plan = known.get(name) ?? makePlan(name, mergeConfigs(base, config))
  known.set(name, plan)
  return plan
}

function makePlan(name: string, config: LoggingConfig): Plan {
  const lineage = lineageOf(name, config)
  const level = lineage.map(each => levelNumber(each.level ?? 'NOTSET')).find(number => number > 0) ?? 0
  const names: string[] = []
  for (const logger of lineage) {
    names.push(...(logger.handlers ?? []))
    if (logger.propagate === false) break
  }
  const handlers = names.map(each => new Handler(config.handlers![each]!, config))
  return { level, filters: filtersOf(lineage[0]!, config), handlers: handlers.length === 0 ? [lastResort] : handlers }
}

/** The logger, the one above it, and so on up to the root. */
function lineageOf(name: string, { loggers = {}, root = {} }: LoggingConfig): LoggerConfig[] {
  const lineage: LoggerConfig[] = []
  for (let each = name; each !== ''; each = each.slice(0, Math.max(0, each.lastIndexOf('.')))) {
    lineage.push(Object.hasOwn(loggers, each) ? loggers[each]! : {})
  }
  return [...lineage, root]
}

function filtersOf({ filters = [] }: LoggerConfig | HandlerConfig, config: LoggingConfig): LogFilter[] {
  return filters.map(name => config.filters![name]!)
}

class Handler {
  readonly #lowest: number
  /** Filters that look at no record are asked before one is made. */
  readonly #gates: readonly LogFilter[]
  readonly #filters: readonly LogFilter[]
  readonly #format: LogFormatter
  readonly #write: LogHandler

  constructor(handler: HandlerConfig, config: LoggingConfig) {
    const filters = filtersOf(handler, config)
    this.#lowest = levelNumber(handler.level ?? 'NOTSET')
    this.#gates = filters.filter(({ length }) => length === 0)
    this.#filters = filters.filter(({ length }) => length > 0)
    this.#format =
      handler.formatter === undefined ? plainFormatter : makeFormatter(config.formatters![handler.formatter]!)
    this.#write = typeof handler.class === 'function' ? handler.class : writers[handler.class]
  }

  wants(level: number): boolean {
    return level >= this.#lowest && this.#gates.every(isOpen => (isOpen as () => boolean)())
  }

  handle(record: LogRecord): void {
    if (!this.wants(levelNumber(record.level)) || !this.#filters.every(accepts => accepts(record))) return
    try {
      this.#write(record, this.#format(record))
    } catch (error) {
      console.error('--- Logging error ---', error) // as in Python: never the caller's trouble
    }
  }
}

const writers: Readonly<Record<'console' | 'null', LogHandler>> = {
  // `warn` and `error` both are standard error; consoles with levels of their own tell them apart.
  console({ level }, text) {
    if (levelNumber(level) >= levelNumber('ERROR')) console.error(text)
    else console.warn(text)
  },
  null() {},
}

// As in Python: what nobody handles goes to standard error, if it is a warning or graver.
const lastResort = new Handler({ class: 'console', level: 'WARNING' }, {})
