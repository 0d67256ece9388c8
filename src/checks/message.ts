/** What a system check found. Django: `CheckMessage`, with its classes `Error` and `Warning`. */
export interface CheckMessage {
  readonly level: 'error' | 'warning'
  /** As in Django's list of checks (`urls.W002`); those from 101 on are ours. */
  readonly id: string
  readonly message: string
  readonly hint?: string
}

export function error(id: string, message: string, hint?: string): CheckMessage {
  return { level: 'error', id, message, ...(hint && { hint }) }
}

export function warning(id: string, message: string, hint?: string): CheckMessage {
  return { level: 'warning', id, message, ...(hint && { hint }) }
}
