import { afterEach, describe, expect, test } from 'vitest'
import { activateSettings, defineSettings, type SettingsInput } from '../../src/conf/settings.js'
import { messages, success } from '../../src/contrib/messages/index.js'
import { MessageMiddleware } from '../../src/contrib/messages/middleware.js'
import { CookieStorage } from '../../src/contrib/messages/storage/cookie.js'
import { HttpRequest } from '../../src/http/index.js'
import { ContentSecurityPolicyMiddleware, CsrfViewMiddleware } from '../../src/middleware/index.js'
import { render } from '../../src/shortcuts.js'
import * as processors from '../../src/template/context-processors.js'
import { LocmemLoader, RequestContext, Template } from '../../src/template/index.js'
import { Client } from '../../src/test/index.js'
import { path } from '../../src/urls/index.js'
import { CSP } from '../../src/utils/csp.js'
import { override as inTimezone } from '../../src/utils/timezone.js'
import { override as inLanguage } from '../../src/utils/translation.js'

afterEach(() => {
  activateSettings(null)
})

/** What a template writes with one context processor. */
function written(processor: object, source: string, settings: SettingsInput = {}, remoteAddress?: string): string {
  activateSettings(
    defineSettings({ TEMPLATES: [{ OPTIONS: { contextProcessors: [processor as never] } }], ...settings }),
  )
  const request = new HttpRequest({
    method: 'GET',
    target: '/page/?a=1',
    rawHeaders: [],
    ...(remoteAddress !== undefined && { remoteAddress }),
  })
  return new Template(source).render(new RequestContext(request))
}

test('request', () => {
  expect(written(processors.request, '{{ request.path }}{{ request.GET.a }}')).toBe('/page/1')
})

test('static and media', () => {
  expect(written(processors.static, '{{ STATIC_URL }}')).toBe('/static/')
  expect(written(processors.media, '{{ MEDIA_URL }}', { MEDIA_URL: '/up/' })).toBe('/up/')
})

test('tz', () => {
  expect(written(processors.tz, '{{ TIME_ZONE }}')).toBe('America/Chicago')
  expect(inTimezone('Asia/Tokyo', () => written(processors.tz, '{{ TIME_ZONE }}'))).toBe('Asia/Tokyo')
})

test('i18n', () => {
  const source = '{{ LANGUAGES }} {{ LANGUAGE_CODE }} {{ LANGUAGE_BIDI }}'
  const settings: SettingsInput = {
    LANGUAGES: [
      ['de', 'German'],
      ['ar', 'Arabic'],
    ],
  }
  const list = '[(&#x27;de&#x27;, &#x27;German&#x27;), (&#x27;ar&#x27;, &#x27;Arabic&#x27;)]'
  expect(written(processors.i18n, source, settings)).toBe(`${list} en-us False`)
  expect(inLanguage('ar', () => written(processors.i18n, source, settings))).toBe(`${list} ar True`)
  expect(
    written(processors.i18n, '{% for code, name in LANGUAGES %}{% if code == "fr" %}{{ name }}{% endif %}{% endfor %}'),
  ).toBe('French')
})

describe('debug', () => {
  const source = '[{{ debug }}][{{ sql_queries }}]'
  const INTERNAL_IPS = ['127.0.0.1']

  test('is there for clients of INTERNAL_IPS while DEBUG is on', () => {
    expect(written(processors.debug, source, { DEBUG: true, INTERNAL_IPS }, '127.0.0.1')).toBe('[True][[]]')
  })

  test('and for nobody else', () => {
    expect(written(processors.debug, source, { DEBUG: true, INTERNAL_IPS }, '10.0.0.1')).toBe('[][]')
    expect(written(processors.debug, source, { DEBUG: true, INTERNAL_IPS })).toBe('[][]')
    expect(written(processors.debug, source, { DEBUG: true }, '127.0.0.1')).toBe('[][]')
    expect(written(processors.debug, source, { DEBUG: false, INTERNAL_IPS }, '127.0.0.1')).toBe('[][]')
  })
})

describe('with their middleware', () => {
  /** A site of one page with this template. */
  function siteOf(template: string, settings: SettingsInput, contextProcessors: readonly object[] = []): Client {
    const view = (request: HttpRequest) => render(request, 'page.html')
    const OPTIONS = { loaders: [[LocmemLoader, { 'page.html': template }]], contextProcessors } as never
    const app = {
      urlpatterns: [path('', view)],
      settings: { SECRET_KEY: 'k'.repeat(50), TEMPLATES: [{ OPTIONS }], ...settings },
    }
    return new Client({ app, enforceCsrfChecks: true })
  }

  test('csrf needs no mention: a form is accepted with the token that its page has', async () => {
    const client = siteOf('{% csrf_token %}|{{ csrf_token }}', { MIDDLEWARE: [CsrfViewMiddleware] })
    const { text } = await client.get('/')
    const [, token] = /^<input type="hidden" name="csrfmiddlewaretoken" value="(\w{64})">\|/.exec(text)!
    expect(client.cookies.get('csrftoken')).toBeDefined()
    expect((await client.post('/', {})).statusCode).toBe(403)
    expect((await client.post('/', { csrfmiddlewaretoken: token })).statusCode).toBe(200)
  })

  test('a test has the token from the context, as text', async () => {
    const client = siteOf('{% csrf_token %}', { MIDDLEWARE: [CsrfViewMiddleware] })
    const { context } = await client.get('/')
    const csrfmiddlewaretoken = String(context?.get('csrf_token'))
    expect(csrfmiddlewaretoken).toMatch(/^\w{64}$/)
    expect((await client.post('/', { csrfmiddlewaretoken })).statusCode).toBe(200)
  })

  test('csp: the nonce of the page is that of the header', async () => {
    const settings = {
      MIDDLEWARE: [ContentSecurityPolicyMiddleware],
      SECURE_CSP: { 'script-src': [CSP.SELF, CSP.NONCE] },
    }
    const response = await siteOf('{{ csp_nonce }}', settings, [processors.csp]).get('/')
    expect(response.headers.get('Content-Security-Policy')).toBe(`script-src 'self' 'nonce-${response.text}'`)
  })
})

test('messages: shown once', async () => {
  const TEMPLATES = [
    {
      OPTIONS: {
        loaders: [
          [
            LocmemLoader,
            {
              'page.html': '{% for m in messages %}{{ m.tags }}:{{ m }}{% endfor %}|{{ DEFAULT_MESSAGE_LEVELS.INFO }}',
            },
          ],
        ],
        contextProcessors: [messages],
      },
    },
  ] as never
  const urlpatterns = [
    path('add/', request => {
      success(request, '<saved>')
      return render(request, 'page.html')
    }),
    path('', request => render(request, 'page.html')),
  ]
  const settings = {
    SECRET_KEY: 'k'.repeat(50),
    MIDDLEWARE: [MessageMiddleware],
    MESSAGE_STORAGE: CookieStorage,
    TEMPLATES,
  }
  const client = new Client({ app: { urlpatterns, settings } })
  expect((await client.get('/add/')).text).toBe('success:&lt;saved&gt;|20')
  expect((await client.get('/')).text).toBe('|20')
})
