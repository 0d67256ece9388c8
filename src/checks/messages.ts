import { settings } from '../conf/settings.js'

// Django's numbers, those of Python's logging.
export const DEBUG = 10
export const INFO = 20
export const WARNING = 30
export const ERROR = 40
export const CRITICAL = 50

/** What there is to a message beside its text. */
export interface MessageOptions {
  /** What to do about it. */
  readonly hint?: string | null | undefined
  /** What it is about; printed in front of the message. */
  readonly obj?: unknown
  /** What it is silenced by, in `settings.SILENCED_SYSTEM_CHECKS`: `blog.W001`. */
  readonly id?: string | null
}

/**
 * What a system check found. Django: `django.core.checks.CheckMessage`.
 *
 * ```ts
 * new Warning('No feed is configured.', { hint: 'Set BLOG_FEED.', id: 'blog.W001' })
 * ```
 */
export class CheckMessage {
  readonly level: number
  readonly msg: string
  readonly hint: string | null
  readonly obj: unknown
  readonly id: string | null

  /** Throws TypeError for a level that is no number. */
  constructor(level: number, msg: string, { hint = null, obj = null, id = null }: MessageOptions = {}) {
    if (typeof level !== 'number') throw new TypeError('The first argument should be level.')
    this.level = level
    this.msg = msg
    this.hint = hint
    this.obj = obj
    this.id = id
  }

  /** Whether it is an error, or at least as bad as `level`. */
  isSerious(level = ERROR): boolean {
    return this.level >= level
  }

  /** Whether the project does not want to hear of it. */
  isSilenced(): boolean {
    return this.id !== null && settings.SILENCED_SYSTEM_CHECKS.includes(this.id)
  }

  toString(): string {
    const about = this.obj === null ? '?' : String(this.obj)
    return `${about}: ${this.id ? `(${this.id}) ` : ''}${this.msg}${this.hint ? `\n\tHINT: ${this.hint}` : ''}`
  }
}

/** Level 10. Does not keep anything from running. */
export class Debug extends CheckMessage {
  constructor(msg: string, options?: MessageOptions) {
    super(DEBUG, msg, options)
  }
}

/** Level 20. Does not keep anything from running. */
export class Info extends CheckMessage {
  constructor(msg: string, options?: MessageOptions) {
    super(INFO, msg, options)
  }
}

/** Level 30. Does not keep anything from running. */
export class Warning extends CheckMessage {
  constructor(msg: string, options?: MessageOptions) {
    super(WARNING, msg, options)
  }
}

/** Level 40: `tiny-django check` fails. The public name is Django's: `Error`. */
export class CheckError extends CheckMessage {
  constructor(msg: string, options?: MessageOptions) {
    super(ERROR, msg, options)
  }
}

/** Level 50: `tiny-django check` fails. */
export class Critical extends CheckMessage {
  constructor(msg: string, options?: MessageOptions) {
    super(CRITICAL, msg, options)
  }
}
