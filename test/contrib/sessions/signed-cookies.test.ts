import { describe, expect, test, vi } from 'vitest'
import { activateSettings, defineSettings } from '../../../src/conf/settings.js'
import { SignedCookieSessionStore } from '../../../src/contrib/sessions/backends/signed-cookies.js'
import { django, shared, withDjango } from '../django.js'

withDjango()

const values = (session: SignedCookieSessionStore) => Object.fromEntries(session.items())

describe('a cookie of Django', () => {
  test('is read', () => {
    const session = new SignedCookieSessionStore(django.session_short)
    expect(values(session)).toEqual({ a: 1, name: 'Ann', list: [1, 2.5, null, true] })
    expect([session.accessed, session.modified]).toEqual([true, false])
  })

  test('is read when it is compressed, its keys in their order', () => {
    const session = new SignedCookieSessionStore(django.session_long)
    expect(values(session)).toEqual({ text: 'hello '.repeat(50), 10: 'ten', 2: 'two' })
  })

  test('is read with any text and any key', () => {
    const session = new SignedCookieSessionStore(django.session_unicode)
    expect([...session.items()]).toEqual([
      ['name', 'Zoë €😀'],
      ['__proto__', 'own'],
    ])
  })

  test('is read with the moment at which it ends', () => {
    const session = new SignedCookieSessionStore(django.session_expiry)
    expect(session.getExpiryDate()).toEqual(new Date('2024-01-02T04:04:05.123Z'))
    expect(session.getExpiryAge()).toBe(3600)
  })

  test('is what is written here, to the byte', () => {
    const session = new SignedCookieSessionStore()
    session.update({ a: 1, name: 'Ann', list: [1, 2.5, null, true] })
    session.save()
    expect(session.sessionKey).toBe(django.session_short)
    session.clear()
    session.update([
      ['name', 'Zoë €😀'],
      ['__proto__', 'own'],
    ])
    session.save()
    expect(session.sessionKey).toBe(django.session_unicode)
  })
})

describe('a cookie that is no good is an empty session, and is replaced', () => {
  test.each([
    ['changed', () => django.session_short.replace(/^./, 'f')],
    ['of another key', () => django.session_short.replace(/.$/, 'x')],
    ['nonsense', () => 'no session at all'],
    ['no dictionary', () => 'W10:1rKV4X:x'],
  ])('%s', (_, cookie) => {
    const session = new SignedCookieSessionStore(cookie())
    expect(values(session)).toEqual({})
    expect(session.modified).toBe(true)
  })

  test('too old', () => {
    vi.setSystemTime(Date.now() + 1_209_601_000)
    expect(values(new SignedCookieSessionStore(django.session_short))).toEqual({})
  })

  test('of a former key it is good', () => {
    activateSettings(defineSettings({ ...shared, SECRET_KEY: 'new', SECRET_KEY_FALLBACKS: ['shared-secret-key'] }))
    expect(new SignedCookieSessionStore(django.session_short).get('name')).toBe('Ann')
  })
})
