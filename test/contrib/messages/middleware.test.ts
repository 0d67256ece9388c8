import { describe, expect, test } from 'vitest'
import type { SettingsInput } from '../../../src/conf/settings.js'
import * as messages from '../../../src/contrib/messages/index.js'
import { SessionMiddleware } from '../../../src/contrib/sessions/index.js'
import { HttpRequest } from '../../../src/http/request.js'
import { HttpResponse } from '../../../src/http/response.js'
import type { HttpResponseBase } from '../../../src/http/response-base.js'
import { createApplication } from '../../../src/index.js'
import { RequestContext } from '../../../src/template/context.js'
import { Engine } from '../../../src/template/engine.js'
import { path } from '../../../src/urls/path.js'
import { get, text } from '../../core/requests.js'
import { shared, withDjango } from '../django.js'

withDjango()

const template = new Engine({ contextProcessors: [messages.messages] }).fromString(
  '{% if messages %}{% for message in messages %}<li class="{{ message.tags }}">{{ message }}' +
    '{% if message.level == DEFAULT_MESSAGE_LEVELS.ERROR %}!{% endif %}{% endfor %}{% else %}none{% endif %}',
)

function site(settings: SettingsInput = {}) {
  const app = createApplication({
    urlpatterns: [
      path('save/', request => {
        messages.success(request, 'Saved <it>')
        messages.error(request, 'But…', { extraTags: 'big' })
        return new HttpResponse('')
      }),
      path('', request => new HttpResponse(template.render(new RequestContext(request)))),
    ],
    settings: { ...shared, MIDDLEWARE: [SessionMiddleware, messages.MessageMiddleware], ...settings },
    observer: {},
  })
  return (target: string, cookie?: string) =>
    app.handle(get(target, cookie ? { Cookie: `messages=${cookie}` } : {})) as HttpResponseBase
}

test('messages are shown on the next page, and on no other', () => {
  const visit = site()
  const saved = visit('/save/').cookies.get('messages')!.value
  const page = visit('/', saved)
  expect(text(page)).toBe('<li class="success">Saved &lt;it&gt;<li class="big error">But…!')
  expect(page.cookies.get('messages')!.value).toBe('')
  expect(text(visit('/'))).toBe('none')
})

test('the cookie is as those of sessions', () => {
  const settings = {
    SESSION_COOKIE_DOMAIN: '.example.com',
    SESSION_COOKIE_SECURE: true,
    SESSION_COOKIE_HTTPONLY: false,
  }
  expect(site(settings)('/save/').cookies.get('messages')!.outputString()).toMatch(
    /^messages=[\w.:-]+; Domain=\.example\.com; Path=\/; SameSite=Lax; Secure$/,
  )
})

test('messages that nobody could keep are an error under DEBUG', () => {
  class Forgetful extends messages.CookieStorage {
    override maxCookieSize = 10
  }
  expect(site({ MESSAGE_STORAGE: Forgetful })('/save/').statusCode).toBe(200)
  expect(site({ MESSAGE_STORAGE: Forgetful, DEBUG: true })('/save/').statusCode).toBe(500)
})

test('without SessionMiddleware the default storage says what is missing', () => {
  const response = site({ MIDDLEWARE: [messages.MessageMiddleware], DEBUG: true })('/save/')
  expect(text(response)).toContain('requires session middleware to be installed')
})

describe('without MessageMiddleware', () => {
  test('adding fails, or is silent', () => {
    const request = new HttpRequest()
    expect(() => messages.info(request, 'x')).toThrow(messages.MessageFailure)
    expect(() => messages.info(request, 'x')).toThrow('You cannot add messages without installing MessageMiddleware')
    messages.info(request, 'x', { failSilently: true })
    expect([...messages.getMessages(request)]).toEqual([])
    expect(messages.setLevel(request, 10)).toBe(false)
  })

  test('what is no request is said to be none', () => {
    expect(() => messages.info({} as HttpRequest, 'x')).toThrow(
      "addMessage() argument must be an HttpRequest object, not 'dict'.",
    )
  })
})

test('the level of one request', () => {
  const request = new HttpRequest()
  request._messages = new messages.CookieStorage(request)
  expect(messages.getLevel(request)).toBe(messages.INFO)
  expect(messages.setLevel(request, messages.DEBUG)).toBe(true)
  messages.debug(request, 'seen')
  expect(Array.from(messages.getMessages(request), String)).toEqual(['seen'])
})
