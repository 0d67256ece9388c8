import { tokenUrlsafe } from './random.js'

/**
 * The words of a Content Security Policy, quotes included. `CSP.NONCE` stands for the nonce of each response; it is
 * left out where no template asked for one. Django: `django.utils.csp.CSP`.
 *
 * ```ts
 * SECURE_CSP: { 'default-src': [CSP.NONE], 'script-src': [CSP.SELF, CSP.NONCE] }
 * ```
 */
export const CSP = {
  HEADER_ENFORCE: 'Content-Security-Policy',
  HEADER_REPORT_ONLY: 'Content-Security-Policy-Report-Only',
  NONE: "'none'",
  REPORT_SAMPLE: "'report-sample'",
  SELF: "'self'",
  STRICT_DYNAMIC: "'strict-dynamic'",
  UNSAFE_EVAL: "'unsafe-eval'",
  UNSAFE_HASHES: "'unsafe-hashes'",
  UNSAFE_INLINE: "'unsafe-inline'",
  WASM_UNSAFE_EVAL: "'wasm-unsafe-eval'",
  NONCE: '<CSP_NONCE_SENTINEL>',
} as const

/**
 * A policy, directive by directive: its values, `true` for a directive without any, `false` or `null` for none. A Set
 * is sorted, a list stays in its order.
 */
export type CSPConfig = Readonly<Record<string, CSPValues>>

export type CSPValues = string | boolean | null | undefined | readonly string[] | ReadonlySet<string>

/**
 * A nonce that is made when something prints it. Templates take it for false until then, so that
 * `{% if csp_nonce %}` asks for none. Django: `django.utils.csp.LazyNonce`.
 */
export class LazyNonce implements Iterable<string> {
  #nonce = ''

  /** How many characters it has; 0 until it is printed. */
  get length(): number {
    return this.#nonce.length
  }

  toString(): string {
    this.#nonce ||= tokenUrlsafe(16)
    return this.#nonce
  }

  [Symbol.iterator](): Iterator<string> {
    return this.toString()[Symbol.iterator]()
  }
}

/** The value of the header; `nonce` takes the place of `CSP.NONCE`. Django: `django.utils.csp.build_policy`. */
export function buildPolicy(config: CSPConfig, nonce: LazyNonce | string | null = null): string {
  const policy: string[] = []
  for (const [directive, values] of Object.entries(config)) {
    if (values === true) policy.push(directive)
    if (values === undefined || values === null || typeof values === 'boolean') continue
    const sources = withNonce(sourcesOf(values), nonce)
    if (sources.length > 0) policy.push(`${directive} ${sources.join(' ')}`.trimEnd())
  }
  return policy.join('; ')
}

function sourcesOf(values: string | readonly string[] | ReadonlySet<string>): readonly string[] {
  if (typeof values === 'string') return [values]
  // Sorted, so that caches see the same header from one request to the next.
  return values instanceof Set ? [...values].sort() : (values as readonly string[])
}

function withNonce(sources: readonly string[], nonce: LazyNonce | string | null): readonly string[] {
  if (!sources.includes(CSP.NONCE)) return sources
  if (nonce === null || nonce.length === 0) return sources.filter(source => source !== CSP.NONCE)
  return sources.map(source => (source === CSP.NONCE ? `'nonce-${nonce}'` : source))
}
