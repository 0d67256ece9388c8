import { beforeEach, describe, expect, it, vi } from 'vitest'
import { HttpResponse } from '../../src/http/response.js'
import { BadSignature, SignatureExpired } from '../../src/signing/exceptions.js'
import { MultiValueDictKeyError } from '../../src/utils/datastructures.js'
import { request, withSettings } from './helpers.js'

beforeEach(() => {
  withSettings({ SECRET_KEY: 'secret', SIGNED_COOKIE_LEGACY_SALT_FALLBACK: false })
})

function signed(name: string, value: string, salt?: string): string {
  const response = new HttpResponse()
  response.setSignedCookie(name, value, { salt, httponly: true })
  return response.cookies.get(name)!.value
}

function asking(name: string, value: string) {
  const asked = request()
  asked.COOKIES[name] = value
  return asked
}

describe('a signed cookie', () => {
  it('comes back as it was set', () => {
    const asked = request({ rawHeaders: ['Cookie', `k=${signed('k', 'a:b')}`] })
    expect(asked.getSignedCookie('k')).toBe('a:b')
  })

  it('takes the attributes of others', () => {
    const response = new HttpResponse()
    response.setSignedCookie('k', 'v', { salt: 's', maxAge: 10, samesite: 'Lax' })
    expect(response.cookies.get('k')!.attributes()).toMatchObject({ 'max-age': 10, samesite: 'Lax', path: '/' })
  })

  it('is refused when it was changed, is for another name, or too old', () => {
    const value = signed('k', 'v')
    expect(() => asking('k', value.replace('v', 'w')).getSignedCookie('k')).toThrow(BadSignature)
    expect(() => asking('other', value).getSignedCookie('other')).toThrow(BadSignature)
    vi.useFakeTimers({ now: Date.now() + 60_000, toFake: ['Date'] })
    expect(() => asking('k', value).getSignedCookie('k', { maxAge: 30 })).toThrow(SignatureExpired)
    vi.useRealTimers()
  })

  it('that is refused or missing gives the default, where there is one', () => {
    expect(asking('k', 'v:1:x').getSignedCookie('k', { default: null })).toBeNull()
    expect(request().getSignedCookie('k', { default: 'd' })).toBe('d')
    expect(() => request().getSignedCookie('k')).toThrow(MultiValueDictKeyError)
  })

  it('with one name and salt is no good for others that look the same together (CVE-2026-6873)', () => {
    expect(() => asking('a', signed('ab', 'v', 'c')).getSignedCookie('a', { salt: 'bc' })).toThrow(BadSignature)
  })
})
