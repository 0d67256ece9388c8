import { printableLines } from '../../utils/printable.js'

/** A finished page and the headers that belong to it: what the cycle and the dev server both send. */
export interface Page {
  readonly status: number
  readonly contentType: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Nothing on these pages comes from elsewhere, and nothing a client or a project put into them can run. Scripts and
 * connections of the own origin are for the dev server's live reload.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "script-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const CONTENT_TYPES = {
  html: 'text/html; charset=utf-8',
  json: 'application/json',
  text: 'text/plain; charset=utf-8',
} as const

export function makePage(status: number, format: keyof typeof CONTENT_TYPES, body: string): Page {
  return {
    status,
    contentType: CONTENT_TYPES[format],
    body: format === 'text' ? printableLines(body) : body, // which ends up in terminals
    headers: {
      ...(format === 'html' && { 'Content-Security-Policy': CONTENT_SECURITY_POLICY }),
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
      Vary: 'Accept',
    },
  }
}
