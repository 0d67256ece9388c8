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

/** The same, and the end of its connection: what more would come on that is not wanted, or where it begins is not certain. */
export function lastPage(status: number, reason: string, text: string): Page {
  const page = plainPage(status, reason, text)
  return { ...page, headers: [...page.headers, 'Connection', 'close'] }
}

/** The page of a method that is not answered, with those that are (RFC 9110, section 15.5.6). */
export function allowing(methods: string, page: Page): Page {
  return { ...page, headers: [...page.headers, 'Allow', methods] }
}
