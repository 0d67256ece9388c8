import type { ActiveSettings } from '../conf/settings.js'
import { viewName } from '../urls/names.js'
import type { Check, CheckedProject } from './check.js'
import { CheckError, type CheckMessage, Warning } from './messages.js'

type Setting = keyof ActiveSettings

/** Whether a middleware of that name is in MIDDLEWARE, or one that extends it. */
function hasMiddleware({ MIDDLEWARE }: ActiveSettings, name: string): boolean {
  return MIDDLEWARE.some(entry => {
    for (let each: unknown = entry; typeof each === 'function'; each = Object.getPrototypeOf(each)) {
      if (each.name === name) return true
    }
    return false
  })
}

/** What holds, and what is said where it does not. */
interface Rule {
  /** `W004` for `security.W004`. */
  readonly id: string
  readonly isMet: (settings: ActiveSettings) => boolean
  readonly text: string
  readonly hint?: string
}

const MIN_LENGTH = 50
const MIN_UNIQUE_CHARACTERS = 5
const INSECURE_PREFIX = 'django-insecure-'

const security = 'SecurityMiddleware'
const frames = 'XFrameOptionsMiddleware'
const csrf = 'CsrfViewMiddleware'
const sessions = 'SessionMiddleware'

/** Only of interest with the middleware that reads the setting. */
function under(middleware: string, isMet: Rule['isMet']): Rule['isMet'] {
  return settings => !hasMiddleware(settings, middleware) || isMet(settings)
}

const referrerPolicies = [
  ...['no-referrer', 'no-referrer-when-downgrade', 'origin', 'origin-when-cross-origin', 'same-origin'],
  ...['strict-origin', 'strict-origin-when-cross-origin', 'unsafe-url'],
]
const openerPolicies = ['same-origin', 'same-origin-allow-popups', 'unsafe-none']

/** Django: `django.core.checks.security`, whose words and identifiers these are. */
const rules: readonly Rule[] = [
  {
    id: 'W001',
    isMet: settings => hasMiddleware(settings, security),
    text:
      `You do not have '${security}' in your MIDDLEWARE so the SECURE_HSTS_SECONDS, SECURE_CONTENT_TYPE_NOSNIFF, ` +
      'SECURE_REFERRER_POLICY, SECURE_CROSS_ORIGIN_OPENER_POLICY, and SECURE_SSL_REDIRECT settings will have no effect.',
  },
  {
    id: 'W002',
    isMet: settings => hasMiddleware(settings, frames),
    text:
      `You do not have '${frames}' in your MIDDLEWARE, so your pages will not be served with an 'x-frame-options' ` +
      'header. Unless there is a good reason for your site to be served in a frame, you should consider enabling this ' +
      'header to help prevent clickjacking attacks.',
  },
  {
    id: 'W003',
    isMet: settings => hasMiddleware(settings, csrf),
    text:
      "You don't appear to be using Django's built-in cross-site request forgery protection via the middleware " +
      `('${csrf}' is not in your MIDDLEWARE). Enabling the middleware is the safest approach to ensure you don't ` +
      'leave any holes.',
  },
  {
    id: 'W004',
    isMet: under(security, settings => settings.SECURE_HSTS_SECONDS > 0),
    text:
      'You have not set a value for the SECURE_HSTS_SECONDS setting. If your entire site is served only over SSL, you ' +
      'may want to consider setting a value and enabling HTTP Strict Transport Security. Be sure to read the ' +
      'documentation first; enabling HSTS carelessly can cause serious, irreversible problems.',
  },
  {
    id: 'W005',
    isMet: withHsts('SECURE_HSTS_INCLUDE_SUBDOMAINS'),
    text:
      'You have not set the SECURE_HSTS_INCLUDE_SUBDOMAINS setting to True. Without this, your site is potentially ' +
      'vulnerable to attack via an insecure connection to a subdomain. Only set this to True if you are certain that ' +
      'all subdomains of your domain should be served exclusively via SSL.',
  },
  {
    id: 'W006',
    isMet: under(security, settings => settings.SECURE_CONTENT_TYPE_NOSNIFF),
    text:
      'Your SECURE_CONTENT_TYPE_NOSNIFF setting is not set to True, so your pages will not be served with an ' +
      "'X-Content-Type-Options: nosniff' header. You should consider enabling this header to prevent the browser from " +
      'identifying content types incorrectly.',
  },
  {
    id: 'W008',
    isMet: under(security, settings => settings.SECURE_SSL_REDIRECT),
    text:
      'Your SECURE_SSL_REDIRECT setting is not set to True. Unless your site should be available over both SSL and ' +
      'non-SSL connections, you may want to either set this setting True or configure a load balancer or reverse-proxy ' +
      'server to redirect all connections to HTTPS.',
  },
  { id: 'W009', isMet: settings => isStrong(keyOf(settings)), text: weakKey('SECRET_KEY') },
  {
    id: 'W011',
    isMet: under(sessions, settings => settings.SESSION_COOKIE_SECURE),
    text:
      `You have '${sessions}' in your MIDDLEWARE, but you have not set SESSION_COOKIE_SECURE to True. Using a ` +
      'secure-only session cookie makes it more difficult for network traffic sniffers to hijack user sessions.',
  },
  {
    id: 'W014',
    isMet: under(sessions, settings => settings.SESSION_COOKIE_HTTPONLY),
    text:
      `You have '${sessions}' in your MIDDLEWARE, but you have not set SESSION_COOKIE_HTTPONLY to True. Using an ` +
      'HttpOnly session cookie makes it more difficult for cross-site scripting attacks to hijack user sessions.',
  },
  {
    id: 'W016',
    isMet: under(csrf, settings => settings.CSRF_USE_SESSIONS || settings.CSRF_COOKIE_SECURE),
    text:
      `You have '${csrf}' in your MIDDLEWARE, but you have not set CSRF_COOKIE_SECURE to True. Using a secure-only ` +
      'CSRF cookie makes it more difficult for network traffic sniffers to steal the CSRF token.',
  },
  { id: 'W018', isMet: settings => !settings.DEBUG, text: 'You should not have DEBUG set to True in deployment.' },
  {
    id: 'W019',
    isMet: under(frames, settings => settings.X_FRAME_OPTIONS === 'DENY'),
    text:
      `You have '${frames}' in your MIDDLEWARE, but X_FRAME_OPTIONS is not set to 'DENY'. Unless there is a good ` +
      "reason for your site to serve other parts of itself in a frame, you should change it to 'DENY'.",
  },
  {
    id: 'W020',
    isMet: settings => settings.ALLOWED_HOSTS.length > 0,
    text: 'ALLOWED_HOSTS must not be empty in deployment.',
  },
  {
    id: 'W021',
    isMet: withHsts('SECURE_HSTS_PRELOAD'),
    text:
      'You have not set the SECURE_HSTS_PRELOAD setting to True. Without this, your site cannot be submitted to the ' +
      'browser preload list.',
  },
  {
    id: 'W022',
    isMet: under(security, settings => settings.SECURE_REFERRER_POLICY !== null),
    text:
      'You have not set the SECURE_REFERRER_POLICY setting. Without this, your site will not send a Referrer-Policy ' +
      'header. You should consider enabling this header to protect user privacy.',
  },
  {
    id: 'E023',
    isMet: under(security, settings => policiesOf(settings).every(policy => referrerPolicies.includes(policy))),
    text: 'You have set the SECURE_REFERRER_POLICY setting to an invalid value.',
    hint: `Valid values are: ${referrerPolicies.join(', ')}.`,
  },
  {
    id: 'E024',
    isMet: under(security, ({ SECURE_CROSS_ORIGIN_OPENER_POLICY: policy }) => {
      return policy === null || openerPolicies.includes(policy)
    }),
    text: 'You have set the SECURE_CROSS_ORIGIN_OPENER_POLICY setting to an invalid value.',
    hint: `Valid values are: ${openerPolicies.join(', ')}.`,
  },
]

/** What has to be different in production. Django: `check --deploy`. */
export const checkSecurity: Check = function* ({ settings }: CheckedProject): Iterable<CheckMessage> {
  for (const { id, isMet, text, hint } of rules) {
    if (isMet(settings)) continue
    const options = { id: `security.${id}`, ...(hint && { hint }) }
    yield id.startsWith('E') ? new CheckError(text, options) : new Warning(text, options)
  }
  for (const [index, key] of settings.SECRET_KEY_FALLBACKS.entries()) {
    if (!isStrong(key)) yield new Warning(weakKey(`SECRET_KEY_FALLBACKS[${index}]`), { id: 'security.W025' })
  }
}

/** A view of the project's own for what the CSRF middleware refuses. Django: `check_csrf_failure_view`. */
export function* checkCsrfFailureView({ settings }: CheckedProject): Iterable<CheckMessage> {
  const { CSRF_FAILURE_VIEW: view } = settings
  if (view === null || view.length <= 2) return
  const msg = `The CSRF failure view '${viewName(view)}' does not take the correct number of arguments.`
  yield new CheckError(msg, { id: 'security.E101' })
}

function withHsts(setting: Setting): Rule['isMet'] {
  return under(security, settings => settings.SECURE_HSTS_SECONDS === 0 || settings[setting] === true)
}

function policiesOf({ SECURE_REFERRER_POLICY: policy }: ActiveSettings): readonly string[] {
  if (policy === null) return []
  return typeof policy === 'string' ? policy.split(',').map(each => each.trim()) : policy
}

function weakKey(name: string): string {
  return (
    `Your ${name} has less than ${MIN_LENGTH} characters, less than ${MIN_UNIQUE_CHARACTERS} unique characters, or ` +
    `it's prefixed with '${INSECURE_PREFIX}' indicating that it was generated automatically by Django. Please ` +
    "generate a long and random value, otherwise many of Django's security-critical features will be vulnerable to attack."
  )
}

/** An empty one throws when it is read. */
function keyOf(settings: ActiveSettings): string | Uint8Array {
  try {
    return settings.SECRET_KEY
  } catch {
    return ''
  }
}

function isStrong(key: string | Uint8Array): boolean {
  const isPrefixed = typeof key === 'string' && key.startsWith(INSECURE_PREFIX)
  return key.length >= MIN_LENGTH && new Set<unknown>(key).size >= MIN_UNIQUE_CHARACTERS && !isPrefixed
}
