import { describe, expect, test, vi } from 'vitest'
import type { SettingsInput } from '../../../src/conf/settings.js'
import {
  AsyncSessionBase,
  MemorySessionStore,
  SessionMiddleware,
  type SessionValues,
} from '../../../src/contrib/sessions/index.js'
import type { HttpRequest } from '../../../src/http/request.js'
import { HttpResponse } from '../../../src/http/response.js'
import type { HttpResponseBase } from '../../../src/http/response-base.js'
import { createApplication } from '../../../src/index.js'
import { path } from '../../../src/urls/path.js'
import { get, text } from '../../core/requests.js'
import { django, shared, withDjango } from '../django.js'

withDjango()

type View = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>

function answer(view: View, cookie?: string, settings: SettingsInput = {}) {
  const app = createApplication({
    urlpatterns: [path('', view)],
    settings: { ...shared, MIDDLEWARE: [SessionMiddleware], ...settings },
    observer: {},
  })
  return app.handle(get('/', cookie === undefined ? {} : { Cookie: `sessionid=${cookie}` })) as HttpResponseBase
}

const cookieOf = (response: HttpResponseBase) => response.cookies.get('sessionid')?.outputString()

test('what a view puts in is there with the next request', () => {
  const count: View = request => {
    const visits = request.session.get('visits', 0) + 1
    request.session.set('visits', visits)
    return new HttpResponse(String(visits))
  }
  const first = answer(count)
  expect(text(first)).toBe('1')
  const second = answer(count, first.cookies.get('sessionid')!.value)
  expect(text(second)).toBe('2')
  expect(second.headers.get('Vary')).toBe('Cookie')
})

test('a session of Django goes on here', () => {
  const response = answer(request => new HttpResponse(`Hello ${request.session.get('name')}`), django.session_short)
  expect(text(response)).toBe('Hello Ann')
  expect(cookieOf(response)).toBeUndefined()
  expect(response.headers.get('Vary')).toBe('Cookie')
})

test('a session that nobody looks at costs nothing', () => {
  const response = answer(() => new HttpResponse('hello'), django.session_short)
  expect(response.headers.get('Vary')).toBeNull()
  expect(cookieOf(response)).toBeUndefined()
})

test('the cookie is as the settings say', () => {
  const put: View = request => {
    request.session.update({ a: 1, name: 'Ann', list: [1, 2.5, null, true] })
    return new HttpResponse('')
  }
  expect(cookieOf(answer(put))).toBe(
    `sessionid=${django.session_short}; expires=Tue, 16 Jan 2024 03:04:05 GMT; HttpOnly; Max-Age=1209600; Path=/; SameSite=Lax`,
  )
  const settings = {
    SESSION_COOKIE_DOMAIN: '.example.com',
    SESSION_COOKIE_PATH: '/app/',
    SESSION_COOKIE_SECURE: true,
    SESSION_COOKIE_HTTPONLY: false,
    SESSION_COOKIE_SAMESITE: false,
    SESSION_EXPIRE_AT_BROWSER_CLOSE: true,
  } as const
  expect(cookieOf(answer(put, undefined, settings))).toBe(
    `sessionid=${django.session_short}; Domain=.example.com; Path=/app/; Secure`,
  )
})

test('a session may say itself when it ends', () => {
  const response = answer(request => {
    request.session.set('a', 1)
    request.session.setExpiry(60)
    return new HttpResponse('')
  })
  expect(cookieOf(response)).toContain('; expires=Tue, 02 Jan 2024 03:05:05 GMT; HttpOnly; Max-Age=60;')
})

test('an emptied session takes its cookie away', () => {
  const response = answer(request => {
    request.session.flush()
    return new HttpResponse('')
  }, django.session_short)
  expect(cookieOf(response)).toBe(
    'sessionid=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=Lax',
  )
  expect(response.headers.get('Vary')).toBe('Cookie')
})

test('nothing is saved when the answer is a server error', () => {
  const response = answer(request => {
    request.session.set('a', 1)
    return new HttpResponse('', { status: 500 })
  })
  expect(cookieOf(response)).toBeUndefined()
  expect(response.headers.get('Vary')).toBe('Cookie')
})

test('SESSION_SAVE_EVERY_REQUEST begins its time anew', () => {
  vi.setSystemTime(Date.now() + 60_000)
  const response = answer(() => new HttpResponse(''), django.session_short, { SESSION_SAVE_EVERY_REQUEST: true })
  expect(cookieOf(response)).toContain('expires=Tue, 16 Jan 2024 03:05:05 GMT')
})

test('a session that was deleted meanwhile is a bad request', () => {
  const session = new MemorySessionStore()
  session.set('user', 7)
  session.save()
  const response = answer(
    request => {
      request.session.set('more', 1)
      session.delete()
      return new HttpResponse('')
    },
    session.sessionKey!,
    { SESSION_ENGINE: MemorySessionStore },
  )
  expect(response.statusCode).toBe(400)
})

test('under all this, a synchronous view is answered in the same tick', () => {
  const response = answer(
    request => {
      request.session.set('a', 1)
      return new HttpResponse('')
    },
    undefined,
    { SESSION_ENGINE: MemorySessionStore },
  )
  expect(response).toBeInstanceOf(HttpResponse)
})

describe('a store that has to wait', () => {
  const rows = new Map<string, SessionValues>([['k'.repeat(32), new Map([['user', 7]])]])

  class SlowStore extends AsyncSessionBase {
    override async aexists(key: string | null) {
      return rows.has(key ?? '')
    }
    override async acreate() {
      this.useSessionKey(await this.agetNewSessionKey())
      await this.asave()
    }
    override async asave() {
      if (this.sessionKey === null) return this.acreate()
      rows.set(this.sessionKey, new Map(this.loaded))
    }
    override async adelete(key = this.sessionKey) {
      rows.delete(key ?? '')
    }
    override async aload() {
      return new Map(rows.get(this.sessionKey ?? ''))
    }
  }

  test('has loaded the session before a view that does not wait reads it', async () => {
    const view: View = request => {
      request.session.set('seen', true)
      return new HttpResponse(String(request.session.get('user')))
    }
    const response = await answer(view, 'k'.repeat(32), { SESSION_ENGINE: SlowStore })
    expect(text(response)).toBe('7')
    expect(rows.get('k'.repeat(32))).toEqual(
      new Map<string, unknown>([
        ['user', 7],
        ['seen', true],
      ]),
    )
  })

  test('is not varied on by that', async () => {
    const response = await answer(() => new HttpResponse(''), 'k'.repeat(32), { SESSION_ENGINE: SlowStore })
    expect(response.headers.get('Vary')).toBeNull()
  })

  test('saves a new session', async () => {
    const view: View = async request => {
      await request.session.aset('a', 1)
      return new HttpResponse('')
    }
    const response = await answer(view, undefined, { SESSION_ENGINE: SlowStore })
    expect(rows.get(response.cookies.get('sessionid')!.value)).toEqual(new Map([['a', 1]]))
  })
})
