import type { CSPConfig } from '../utils/csp.js'

type SameSite = 'Lax' | 'Strict' | 'None' | false | null

/** The settings of the middleware that comes with tiny-django, under Django's names. */
export interface MiddlewareSettings {
  /** Redirect to https (`SecurityMiddleware`). */
  SECURE_SSL_REDIRECT: boolean
  /** The host to redirect to; `null`: the one that was asked for. */
  SECURE_SSL_HOST: string | null
  /** Patterns of paths, without their first slash, that are not redirected. */
  SECURE_REDIRECT_EXEMPT: readonly (RegExp | string)[]
  /** How long browsers are to use https only, in seconds; 0: do not say. */
  SECURE_HSTS_SECONDS: number
  /** The same for all sub-domains. */
  SECURE_HSTS_INCLUDE_SUBDOMAINS: boolean
  /** Allow browsers to have this site on their preload list. */
  SECURE_HSTS_PRELOAD: boolean
  /** Send `X-Content-Type-Options: nosniff`. */
  SECURE_CONTENT_TYPE_NOSNIFF: boolean
  /** One policy or several, for browsers that do not know the newer ones; `null`: send none. */
  SECURE_REFERRER_POLICY: string | readonly string[] | null
  /** `null`: send none. */
  SECURE_CROSS_ORIGIN_OPENER_POLICY: string | null
  /** The Content Security Policy, directive by directive (`ContentSecurityPolicyMiddleware`); empty: none. */
  SECURE_CSP: CSPConfig
  /** A policy whose violations are only reported. */
  SECURE_CSP_REPORT_ONLY: CSPConfig
  /** What `XFrameOptionsMiddleware` sends: `DENY` or `SAMEORIGIN`. */
  X_FRAME_OPTIONS: string
  /** How long the cookie of `CsrfViewMiddleware` lives, in seconds; `null`: as long as the browser runs. */
  CSRF_COOKIE_AGE: number | null
  CSRF_COOKIE_DOMAIN: string | null
  CSRF_COOKIE_HTTPONLY: boolean
  CSRF_COOKIE_NAME: string
  CSRF_COOKIE_PATH: string
  CSRF_COOKIE_SAMESITE: SameSite
  CSRF_COOKIE_SECURE: boolean
  /** The META name of the header that a token may come in. */
  CSRF_HEADER_NAME: string
  /** Origins whose forms are taken too: `https://example.com`, `https://*.example.com`. */
  CSRF_TRUSTED_ORIGINS: readonly string[]
  /** Keep the secret in the session and not in a cookie of its own. */
  CSRF_USE_SESSIONS: boolean
  /** How long a session lives without being used, in seconds (`SessionMiddleware`). */
  SESSION_COOKIE_AGE: number
  SESSION_COOKIE_DOMAIN: string | null
  SESSION_COOKIE_HTTPONLY: boolean
  SESSION_COOKIE_NAME: string
  SESSION_COOKIE_PATH: string
  SESSION_COOKIE_SAMESITE: SameSite
  SESSION_COOKIE_SECURE: boolean
  /** Whether sessions end with the browser. */
  SESSION_EXPIRE_AT_BROWSER_CLOSE: boolean
  /** The folder of `FileSessionStore`; `null`: where the system has temporary files. */
  SESSION_FILE_PATH: string | null
  /** Whether every request saves the session, and begins its time anew. */
  SESSION_SAVE_EVERY_REQUEST: boolean
  /** The level below which messages are not kept (`MessageMiddleware`): 20 for INFO. */
  MESSAGE_LEVEL: number
  /** The tags of levels of one's own, or other tags for those there are: `{ 50: 'critical' }`. */
  MESSAGE_TAGS: Readonly<Record<number, string>>
}

/** Django's defaults of them. */
export const middlewareDefaults: Readonly<MiddlewareSettings> = {
  SECURE_SSL_REDIRECT: false,
  SECURE_SSL_HOST: null,
  SECURE_REDIRECT_EXEMPT: [],
  SECURE_HSTS_SECONDS: 0,
  SECURE_HSTS_INCLUDE_SUBDOMAINS: false,
  SECURE_HSTS_PRELOAD: false,
  SECURE_CONTENT_TYPE_NOSNIFF: true,
  SECURE_REFERRER_POLICY: 'same-origin',
  SECURE_CROSS_ORIGIN_OPENER_POLICY: 'same-origin',
  SECURE_CSP: {},
  SECURE_CSP_REPORT_ONLY: {},
  X_FRAME_OPTIONS: 'DENY',
  CSRF_COOKIE_AGE: 31_449_600, // 52 weeks
  CSRF_COOKIE_DOMAIN: null,
  CSRF_COOKIE_HTTPONLY: false,
  CSRF_COOKIE_NAME: 'csrftoken',
  CSRF_COOKIE_PATH: '/',
  CSRF_COOKIE_SAMESITE: 'Lax',
  CSRF_COOKIE_SECURE: false,
  CSRF_HEADER_NAME: 'HTTP_X_CSRFTOKEN',
  CSRF_TRUSTED_ORIGINS: [],
  CSRF_USE_SESSIONS: false,
  SESSION_COOKIE_AGE: 1_209_600, // two weeks
  SESSION_COOKIE_DOMAIN: null,
  SESSION_COOKIE_HTTPONLY: true,
  SESSION_COOKIE_NAME: 'sessionid',
  SESSION_COOKIE_PATH: '/',
  SESSION_COOKIE_SAMESITE: 'Lax',
  SESSION_COOKIE_SECURE: false,
  SESSION_EXPIRE_AT_BROWSER_CLOSE: false,
  SESSION_FILE_PATH: null,
  SESSION_SAVE_EVERY_REQUEST: false,
  MESSAGE_LEVEL: 20,
  MESSAGE_TAGS: {},
}

/** Those among them whose default does not tell every type they may have: the types, as `typeof` and `list`. */
export const middlewareTypes: Readonly<Partial<Record<keyof MiddlewareSettings, readonly string[]>>> = {
  SECURE_SSL_HOST: ['string', 'null'],
  SECURE_REFERRER_POLICY: ['string', 'list', 'null'],
  SECURE_CROSS_ORIGIN_OPENER_POLICY: ['string', 'null'],
  CSRF_COOKIE_AGE: ['number', 'null'],
  CSRF_COOKIE_DOMAIN: ['string', 'null'],
  CSRF_COOKIE_SAMESITE: ['string', 'boolean', 'null'],
  SESSION_COOKIE_DOMAIN: ['string', 'null'],
  SESSION_COOKIE_SAMESITE: ['string', 'boolean', 'null'],
  SESSION_FILE_PATH: ['string', 'null'],
}
