/** An answer of the front's own. */
export interface Page {
  readonly status: number
  readonly reason: string
  /** Names and values alternating. */
  readonly headers: readonly string[]
  readonly body: string
}

/** One sentence as plain text; an empty one makes an empty body. */
export function plainPage(status: number, reason: string, text: string): Page {
  const headers = ['Content-Type', 'text/plain; charset=utf-8', 'X-Content-Type-Options', 'nosniff']
  return { status, reason, headers, body: text === '' ? '' : `${text}\n` }
}
