import { describe, expect, test } from 'vitest'
import { activateSettings, defineSettings } from '../../../src/conf/settings.js'
import {
  type BaseStorage,
  CookieStorage,
  ERROR,
  FallbackStorage,
  INFO,
  Message,
  SessionStorage,
  SUCCESS,
} from '../../../src/contrib/messages/index.js'
import { MemorySessionStore } from '../../../src/contrib/sessions/index.js'
import { HttpRequest } from '../../../src/http/request.js'
import { HttpResponse } from '../../../src/http/response.js'
import { markSafe, SafeString } from '../../../src/utils/safestring.js'
import { django, shared, withDjango } from '../django.js'

withDjango()

function requestWith(cookie?: string): HttpRequest {
  const request = new HttpRequest()
  request.session = new MemorySessionStore()
  if (cookie !== undefined) request.COOKIES.messages = cookie
  return request
}

/** What the next request comes with. */
function nextRequest({ session }: HttpRequest, response: HttpResponse): HttpRequest {
  const request = requestWith(response.cookies.get('messages')?.value || undefined)
  request.session = session
  return request
}

const shown = (storage: BaseStorage) =>
  Array.from(storage, ({ level, message, tags }) => [level, String(message), tags])
const cookieOf = (storage: BaseStorage) => {
  const response = new HttpResponse()
  storage.update(response)
  return response.cookies.get('messages')?.value
}

describe('a cookie of Django', () => {
  test('is read, tags and all', () => {
    const storage = new CookieStorage(requestWith(django.messages_plain))
    expect(shown(storage)).toEqual([
      [INFO, 'Hello', 'info'],
      [SUCCESS, 'Saved Zoë', 'big red success'],
    ])
  })

  test('is read with what is safe in it', () => {
    const [bold, plain] = new CookieStorage(requestWith(django.messages_safe))
    expect(bold!.message).toEqual(markSafe('<b>bold</b>'))
    expect(String(bold!.__html__())).toBe('<b>bold</b>')
    expect(plain!.message).toBe('<i>not</i>')
    expect(String(plain!.__html__())).toBe('&lt;i&gt;not&lt;/i&gt;')
  })

  test('is what is written here, and what there is no room for too', () => {
    const storage = new CookieStorage(requestWith())
    storage.add(ERROR, markSafe('<b>bold</b>'))
    storage.add(SUCCESS, '<i>not</i>')
    expect(shown(new CookieStorage(requestWith(cookieOf(storage))))).toEqual(
      shown(new CookieStorage(requestWith(django.messages_safe))),
    )
    const many = new CookieStorage(requestWith())
    for (const text of django.many_texts) many.add(INFO, text)
    const response = new HttpResponse()
    const unstored = many.update(response)
    expect(unstored.map(({ message }) => django.many_texts.indexOf(String(message)))).toEqual(django.many_unstored)
    const { value } = response.cookies.get('messages')!
    expect(value.length).toBeLessThanOrEqual(2048)
    const [kept, isComplete] = new CookieStorage(requestWith(value)).retrieve()
    const [djangoKept, isDjangoComplete] = new CookieStorage(requestWith(django.many_cookie)).retrieve()
    expect(kept!.map(String)).toEqual(djangoKept!.map(String))
    expect([isComplete, isDjangoComplete]).toEqual([false, false])
  })

  test('a session of Django is read, and written alike', () => {
    const request = requestWith()
    request.session.set('_messages', django.messages_session)
    expect(shown(new SessionStorage(request))).toEqual([
      [INFO, 'In the session', 'x info'],
      [30, '<b>', 'warning'],
    ])
    const storage = new SessionStorage(requestWith())
    storage.add(INFO, 'In the session', 'x')
    storage.add(30, markSafe('<b>'))
    storage.update(new HttpResponse())
    const written = String(storage.request.session.get('_messages'))
    expect(JSON.parse(written)).toEqual(JSON.parse(django.messages_session))
  })
})

describe.each([
  ['a cookie', CookieStorage],
  ['the session', SessionStorage],
  ['either', FallbackStorage],
])('messages in %s', (_, Storage) => {
  test('are there with the next request, once', () => {
    const first = new Storage(requestWith())
    first.add(INFO, 'Hello')
    first.add(SUCCESS, markSafe('<b>Saved</b>'), 'extra')
    const response = new HttpResponse()
    expect(first.update(response)).toEqual([])
    const second = new Storage(nextRequest(first.request, response))
    expect(second.length).toBe(2)
    expect(shown(second)).toEqual([
      [INFO, 'Hello', 'info'],
      [SUCCESS, '<b>Saved</b>', 'extra success'],
    ])
    expect([...second][1]!.message).toBeInstanceOf(SafeString)
    const emptied = new HttpResponse()
    second.update(emptied)
    expect(new Storage(nextRequest(second.request, emptied)).length).toBe(0)
  })

  test('that nobody has looked at stay, and new ones join them', () => {
    const first = new Storage(requestWith())
    first.add(INFO, 'one')
    const response = new HttpResponse()
    first.update(response)
    const second = new Storage(nextRequest(first.request, response))
    second.add(INFO, 'two')
    const again = new HttpResponse()
    second.update(again)
    expect(shown(new Storage(nextRequest(second.request, again))).map(([, text]) => text)).toEqual(['one', 'two'])
  })

  test('below the level, or empty, are not kept', () => {
    const storage = new Storage(requestWith())
    storage.add(10, 'debug')
    storage.add(INFO, '')
    storage.level = ERROR
    storage.add(INFO, 'not now')
    storage.level = null
    storage.add(INFO, 'now')
    expect(shown(storage).map(([, text]) => text)).toEqual(['now'])
  })
})

test('a cookie that is not ours is taken away', () => {
  const storage = new CookieStorage(requestWith('nonsense'))
  expect([...storage]).toEqual([])
  const response = new HttpResponse()
  storage.update(response)
  expect(response.cookies.get('messages')!.outputString()).toContain('Max-Age=0')
})

test('what is too much for the cookie goes into the session', () => {
  const first = new FallbackStorage(requestWith())
  for (const text of django.many_texts) first.add(INFO, text)
  const response = new HttpResponse()
  expect(first.update(response)).toEqual([])
  expect(first.request.session.has('_messages')).toBe(true)
  const second = new FallbackStorage(nextRequest(first.request, response))
  expect(Array.from(second, String)).toEqual(django.many_texts)
  const emptied = new HttpResponse()
  second.update(emptied)
  expect(emptied.cookies.get('messages')!.value).toBe('')
  expect(second.request.session.has('_messages')).toBe(false)
})

test('levels may have other tags', () => {
  activateSettings(defineSettings({ ...shared, MESSAGE_TAGS: { [INFO]: '', 50: 'critical' } }))
  expect([new Message(INFO, 'x').tags, new Message(50, 'x', 'a').tags, new Message(99, 'x').tags]).toEqual([
    '',
    'a critical',
    '',
  ])
})

test('messages of one level and text are the same', () => {
  expect(new Message(20, 'a', 'x').equals(new Message(20, 'a'))).toBe(true)
  expect(new Message(20, 'a').equals(new Message(30, 'a'))).toBe(false)
  const storage = new CookieStorage(requestWith())
  storage.add(20, 'a')
  expect([storage.has(new Message(20, 'a')), storage.has(new Message(20, 'b'))]).toEqual([true, false])
})

test('a message that is made of something else is text when it is stored', () => {
  const storage = new CookieStorage(requestWith())
  storage.add(INFO, { toString: () => 'lazy' })
  expect(shown(new CookieStorage(requestWith(cookieOf(storage))))).toEqual([[INFO, 'lazy', 'info']])
})
