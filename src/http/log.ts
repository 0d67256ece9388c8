import { getLogger, type Logger, type LogLevel } from '../utils/log.js'
import { printable } from '../utils/printable.js'
import type { HttpRequest } from './request.js'
import type { HttpResponseBase } from './response-base.js'

declare module '../utils/logging/record.js' {
  interface LogExtra {
    readonly request?: HttpRequest
    /** Of the answer. */
    readonly statusCode?: number
  }
}

/** What a line about a refused request may be given. */
export interface RefusalLog {
  readonly request: HttpRequest
  readonly response: HttpResponseBase
  /** `django.request` unless told. */
  readonly logger?: Logger
  /** `ERROR` for a server error, `WARNING` for a refusal and `INFO` otherwise, unless told. */
  readonly level?: LogLevel
  /** What was thrown. */
  readonly error?: unknown
  /** @internal */
  readonly wasReturned?: boolean
}

/** The text of a line about a request: what happened, and at which path, made harmless. */
export function lineAbout({ path }: HttpRequest, what: string): string {
  return `${what}: ${printable(path)}`
}

/**
 * Writes a line about a response, unless there was one about it already. Django: `django.utils.log.log_response`.
 * The text is made when somebody wants it.
 */
export function logResponse(
  text: () => string,
  { response, request, logger = requestLogger, ...rest }: RefusalLog,
): void {
  const { level = levelFor(response.statusCode), ...extra } = rest
  if (!logger.isEnabledFor(level) || logged.has(response)) return
  logged.add(response)
  logger.log(level, text(), { ...extra, request, statusCode: response.statusCode })
}

const requestLogger = getLogger('django.request')
const logged = new WeakSet<HttpResponseBase>()

function levelFor(statusCode: number): LogLevel {
  if (statusCode >= 500) return 'ERROR'
  return statusCode >= 400 ? 'WARNING' : 'INFO'
}
