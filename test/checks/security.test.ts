import { afterEach, describe, expect, test } from 'vitest'
import { runChecks } from '../../src/checks/index.js'
import { activateSettings, completeSettings, type SettingsInput } from '../../src/conf/settings.js'
import { SessionMiddleware } from '../../src/contrib/sessions/index.js'
import {
  CommonMiddleware,
  CsrfViewMiddleware,
  SecurityMiddleware,
  XFrameOptionsMiddleware,
} from '../../src/middleware/index.js'
import { activateResolver } from '../../src/urls/active.js'
import { URLResolver } from '../../src/urls/resolver.js'

afterEach(() => {
  activateSettings(null)
  activateResolver(null)
})

const strongKey = 'x9$kq2'.repeat(10)

/** Settings that nothing is to be said about. */
const production = {
  DEBUG: false,
  SECRET_KEY: strongKey,
  ALLOWED_HOSTS: ['example.com'],
  MIDDLEWARE: [SecurityMiddleware, SessionMiddleware, CommonMiddleware, CsrfViewMiddleware, XFrameOptionsMiddleware],
  SECURE_HSTS_SECONDS: 3600,
  SECURE_HSTS_INCLUDE_SUBDOMAINS: true,
  SECURE_HSTS_PRELOAD: true,
  SECURE_SSL_REDIRECT: true,
  SESSION_COOKIE_SECURE: true,
  CSRF_COOKIE_SECURE: true,
} satisfies SettingsInput

function found(changes: SettingsInput, includeDeploymentChecks = true) {
  const settings = completeSettings({ ...production, ...changes })
  activateSettings(settings)
  const resolver = new URLResolver({ urlpatterns: [] })
  return runChecks({ settings, resolver, includeDeploymentChecks, tags: ['security', 'compatibility'] })
}

const ids = (changes: SettingsInput) => found(changes).map(({ id }) => id)

test('settings made for production are fine, and without --deploy nobody is told', () => {
  expect(found({})).toEqual([])
  expect(found({ DEBUG: true, ALLOWED_HOSTS: [], MIDDLEWARE: [] }, false)).toEqual([])
})

test.each<[string, SettingsInput, string[]]>([
  ['no middleware', { MIDDLEWARE: [] }, ['security.W001', 'security.W002', 'security.W003']],
  ['no HSTS', { SECURE_HSTS_SECONDS: 0 }, ['security.W004']],
  ['HSTS for some', { SECURE_HSTS_INCLUDE_SUBDOMAINS: false }, ['security.W005']],
  ['sniffing', { SECURE_CONTENT_TYPE_NOSNIFF: false }, ['security.W006']],
  ['no redirect', { SECURE_SSL_REDIRECT: false }, ['security.W008']],
  ['no key', { SECRET_KEY: '' }, ['security.W009']],
  ['a short key', { SECRET_KEY: 'abcdefg' }, ['security.W009']],
  ['a dull key', { SECRET_KEY: 'ab'.repeat(40) }, ['security.W009']],
  ['the key of startproject', { SECRET_KEY: `django-insecure-${strongKey}` }, ['security.W009']],
  ['sessions over HTTP', { SESSION_COOKIE_SECURE: false }, ['security.W011']],
  ['sessions in scripts', { SESSION_COOKIE_HTTPONLY: false }, ['security.W014']],
  ['tokens over HTTP', { CSRF_COOKIE_SECURE: false }, ['security.W016']],
  ['tokens in sessions', { CSRF_COOKIE_SECURE: false, CSRF_USE_SESSIONS: true }, []],
  ['debugging', { DEBUG: true }, ['security.W018']],
  ['frames', { X_FRAME_OPTIONS: 'SAMEORIGIN' }, ['security.W019']],
  ['no hosts', { ALLOWED_HOSTS: [] }, ['security.W020']],
  ['no preload', { SECURE_HSTS_PRELOAD: false }, ['security.W021']],
  ['no referrer policy', { SECURE_REFERRER_POLICY: null }, ['security.W022']],
  ['a misspelt one', { SECURE_REFERRER_POLICY: 'same-orgin' }, ['security.E023']],
  ['several of them', { SECURE_REFERRER_POLICY: 'no-referrer, same-origin' }, []],
  ['a misspelt opener policy', { SECURE_CROSS_ORIGIN_OPENER_POLICY: 'same' }, ['security.E024']],
  ['an old key that is weak', { SECRET_KEY_FALLBACKS: [strongKey, 'old'] }, ['security.W025']],
  [
    'a class of its own',
    { MIDDLEWARE: [...production.MIDDLEWARE.slice(1), class Own extends SecurityMiddleware {}] },
    [],
  ],
  ['an origin without scheme', { CSRF_TRUSTED_ORIGINS: ['example.com', 'https://a.example'] }, ['4_0.E001']],
])('%s', (_, changes, expected) => {
  expect(ids(changes)).toEqual(expected)
})

describe('what is said', () => {
  test('has Django’s words, and a hint where Django has one', () => {
    expect(String(found({ X_FRAME_OPTIONS: 'SAMEORIGIN' })[0])).toBe(
      "?: (security.W019) You have 'XFrameOptionsMiddleware' in your MIDDLEWARE, but X_FRAME_OPTIONS is not set to " +
        "'DENY'. Unless there is a good reason for your site to serve other parts of itself in a frame, you should " +
        "change it to 'DENY'.",
    )
    expect(found({ SECURE_CROSS_ORIGIN_OPENER_POLICY: 'same' })[0]).toMatchObject({
      level: 40,
      hint: 'Valid values are: same-origin, same-origin-allow-popups, unsafe-none.',
    })
    expect(found({ SECRET_KEY_FALLBACKS: ['old'] })[0]?.msg).toMatch(/^Your SECRET_KEY_FALLBACKS\[0\] has less than 50/)
  })

  test('a failure view has to take what it is given', () => {
    const tooMany = (_request: unknown, _options: unknown, _more: unknown) => {}
    expect(found({ CSRF_FAILURE_VIEW: tooMany as never }, false)).toMatchObject([{ id: 'security.E101', level: 40 }])
  })
})
