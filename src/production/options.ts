import { parseArgs } from 'node:util'

/** How a production server runs. */
export interface Options {
  readonly host: string
  readonly port: number
  /** Processes that answer; 1: this one. */
  readonly workers: number
  readonly accessLog: boolean
}

/** The command line cannot be understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const usage = `Usage: node server.js [--workers N] [--no-access-log]

  --workers N       processes that answer requests (default: WEB_CONCURRENCY, or 1)
  --no-access-log   no line for each request

In the environment:
  PORT              where to listen (default: 8000)
  HOST              on which address (default: 0.0.0.0 if PORT is set, 127.0.0.1 otherwise)
`

/** Reads the command line and the environment, as gunicorn does. Throws UsageError. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options | 'help' {
  const values = parse(args)
  if (values.help) return 'help'
  const port = wholeNumber('PORT', env.PORT || '8000', 0, 65_535)
  const workers = wholeNumber('--workers', values.workers ?? (env.WEB_CONCURRENCY || '1'), 1, 1024)
  const host = env.HOST || (env.PORT ? '0.0.0.0' : '127.0.0.1')
  return { host, port, workers, accessLog: !values['no-access-log'] }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        workers: { type: 'string' },
        'no-access-log': { type: 'boolean' },
      },
    }).values
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= least && number <= most) return number
  throw new UsageError(`${name} must be a number from ${least} to ${most}, not "${text}".`)
}
