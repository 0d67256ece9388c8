import { CommandError } from '../management/exceptions.js'
import type { Invocation } from './invocation.js'

/** The command line itself is wrong. */
export class UsageError extends CommandError {
  override readonly name: string = 'UsageError'
  /** The words to put before `--help`: `tiny-django startproject`. */
  readonly command: string

  constructor(message: string, command: string) {
    super(message, { returncode: 2 })
    this.command = command
  }
}

/** Prints any error, the only place that does, and returns the exit code it stands for. */
export function reportError(error: unknown, { terminal, colors }: Invocation): number {
  terminal.stderr.write(`${describe(error, colors.red)}\n`)
  return error instanceof CommandError ? error.returncode : 1
}

function describe(error: unknown, red: (text: string) => string): string {
  if (error instanceof UsageError) {
    return `${red(`${error.command}: error:`)} ${error.message}\nTry '${error.command} --help'.`
  }
  if (error instanceof CommandError) return `${red('CommandError:')} ${error.message}`
  if (isSystemError(error)) return `${red('CommandError:')} ${describeSystemError(error)}`
  return `${red('tiny-django stopped over a fault of its own:')} ${error instanceof Error ? error.stack : String(error)}`
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error
}

/** `EACCES: permission denied, mkdir '/srv/mysite'` → `Permission denied: '/srv/mysite'`. */
function describeSystemError({ message, code, path }: NodeJS.ErrnoException): string {
  const reason = /^[A-Z0-9]+: ([^,]+)/.exec(message)?.[1] ?? code ?? message
  const sentence = reason.charAt(0).toUpperCase() + reason.slice(1)
  return path === undefined ? `${sentence}.` : `${sentence}: '${path}'`
}
