import { describe, expect, test } from 'vitest'
import type { SettingsInput } from '../../src/conf/settings.js'
import type { HttpRequest } from '../../src/http/request.js'
import { HttpResponse } from '../../src/http/response.js'
import type { HttpResponseBase } from '../../src/http/response-base.js'
import { createApplication } from '../../src/index.js'
import { ContentSecurityPolicyMiddleware, getNonce } from '../../src/middleware/csp.js'
import { RequestContext } from '../../src/template/context.js'
import { csp } from '../../src/template/context-processors.js'
import { Engine } from '../../src/template/engine.js'
import { path } from '../../src/urls/path.js'
import { buildPolicy, CSP, LazyNonce } from '../../src/utils/csp.js'
import { cspOverride, cspReportOnlyOverride } from '../../src/views/decorators/csp.js'
import { withDjango } from '../contrib/django.js'
import { get, text } from '../core/requests.js'

withDjango()

const engine = new Engine({ contextProcessors: [csp] })
const page = (source: string) => (request: HttpRequest) =>
  new HttpResponse(engine.fromString(source).render(new RequestContext(request)))

function answer(view: (request: HttpRequest) => HttpResponse, settings: SettingsInput = {}): HttpResponseBase {
  const app = createApplication({
    urlpatterns: [path('', view)],
    settings: {
      MIDDLEWARE: [ContentSecurityPolicyMiddleware],
      ALLOWED_HOSTS: ['testserver'],
      SECURE_CSP: { 'default-src': [CSP.SELF], 'script-src': [CSP.SELF, CSP.NONCE] },
      ...settings,
    },
    observer: {},
  })
  return app.handle(get('/')) as HttpResponseBase
}

const policyOf = (response: HttpResponseBase) => response.headers.get('Content-Security-Policy')
const reportOnlyOf = (response: HttpResponseBase) => response.headers.get('Content-Security-Policy-Report-Only')

test('the policy goes with every response', () => {
  const response = answer(() => new HttpResponse('hello'))
  expect(policyOf(response)).toBe("default-src 'self'; script-src 'self'")
  expect(reportOnlyOf(response)).toBeNull()
})

test('a template that prints the nonce has it in the policy', () => {
  const response = answer(page('<script nonce="{{ csp_nonce }}"></script><i>{{ csp_nonce }}</i>'))
  const [, nonce] = /nonce="([\w-]{22})".*<i>\1</.exec(text(response))!
  expect(policyOf(response)).toBe(`default-src 'self'; script-src 'self' 'nonce-${nonce}'`)
})

test('a template that only asks for it has none', () => {
  const response = answer(page('{% if csp_nonce %}{{ csp_nonce }}{% else %}none{% endif %}'))
  expect(text(response)).toBe('none')
  expect(policyOf(response)).toBe("default-src 'self'; script-src 'self'")
})

test('two responses have two nonces', () => {
  const view = page('{{ csp_nonce }}')
  expect(text(answer(view))).not.toBe(text(answer(view)))
})

test('both headers, each as its setting says', () => {
  const response = answer(() => new HttpResponse(''), { SECURE_CSP: {}, SECURE_CSP_REPORT_ONLY: { 'img-src': '*' } })
  expect([policyOf(response), reportOnlyOf(response)]).toEqual([null, 'img-src *'])
})

test('a view may have a policy of its own, or none', () => {
  const view = () => new HttpResponse('')
  expect(policyOf(answer(cspOverride({ 'img-src': CSP.NONE })(view)))).toBe("img-src 'none'")
  expect(policyOf(answer(cspOverride({})(view)))).toBeNull()
  expect(reportOnlyOf(answer(cspReportOnlyOverride({ 'img-src': CSP.NONE })(view)))).toBe("img-src 'none'")
  const own = () => new HttpResponse('', { headers: { 'Content-Security-Policy': 'mine' } })
  expect(policyOf(answer(own))).toBe('mine')
  expect(() => cspOverride([] as never)).toThrow('CSP config should be a mapping, not [].')
})

test('pages about errors are exempt', () => {
  const settings = {
    DEBUG: true,
    SECURE_CSP_REPORT_ONLY: { 'img-src': '*' },
    LOGGING: { loggers: { django: { level: 'CRITICAL' } } },
  }
  const fails = () => {
    throw new Error('oh no')
  }
  const response = answer(fails, settings as SettingsInput)
  expect(response.statusCode).toBe(500)
  expect(reportOnlyOf(response)).toBeNull()
  expect(policyOf(response)).toBeNull() // the page for a terminal: one of HTML has its own
})

test('without the middleware there is no nonce', () => {
  expect(getNonce(get('/'))).toBeNull()
})

describe('a policy', () => {
  test.each([
    ['lists', { 'default-src': [CSP.SELF, 'https://example.com'] }, "default-src 'self' https://example.com"],
    ['a single value', { 'default-src': CSP.NONE }, "default-src 'none'"],
    ['sets, sorted', { 'img-src': new Set(['https://b', 'https://a']) }, 'img-src https://a https://b'],
    ['a directive without values', { 'upgrade-insecure-requests': true }, 'upgrade-insecure-requests'],
    ['nothing of what is off', { 'img-src': false, 'font-src': null, 'media-src': undefined, a: 'b' }, 'a b'],
    ['nothing of an empty list', { 'img-src': [], 'script-src': [CSP.NONCE] }, ''],
  ] as const)('has %s', (_, config, policy) => {
    expect(buildPolicy(config)).toBe(policy)
  })

  test('has a nonce that was made', () => {
    const nonce = new LazyNonce()
    expect(buildPolicy({ 'script-src': [CSP.NONCE] }, nonce)).toBe('')
    const made = String(nonce)
    expect(buildPolicy({ 'script-src': [CSP.NONCE, CSP.NONCE] }, nonce)).toBe(
      `script-src 'nonce-${made}' 'nonce-${made}'`,
    )
    expect([String(nonce), nonce.length]).toEqual([made, 22])
  })
})
