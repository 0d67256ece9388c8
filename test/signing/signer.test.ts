import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { activateSettings, defineSettings } from '../../src/conf/settings.js'
import {
  BadSignature,
  dumps,
  getCookieSigner,
  InvalidAlgorithm,
  JSONSerializer,
  loads,
  SignatureExpired,
  Signer,
  signCookie,
  TimestampSigner,
  unsignCookie,
} from '../../src/signing/index.js'

const now = new Date('2024-01-02T03:04:05Z')

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now })
  activateSettings(defineSettings({ SECRET_KEY: 'predictable-secret' }))
})

afterEach(() => {
  vi.useRealTimers()
  activateSettings(null)
})

/** Has the clock go on by so many seconds. */
function wait(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000)
}

describe('a Signer', () => {
  it('makes the tokens that Django makes', () => {
    expect(new Signer().sign('3098247529087')).toBe('3098247529087:pxW9Ujp0bw3fWbKVEsz7fk2SY-0oZgao_C7zq1sZ5Ec')
    expect(new Signer({ algorithm: 'md5' }).sign('hello')).toBe('hello:APK4gOjQnMvhzZZkh9KZjg')
  })

  it('gives back any text that was signed, whatever the salt', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (value, salt) => {
        const signer = new Signer({ salt })
        expect(signer.unsign(signer.sign(value))).toBe(value)
      }),
    )
  })

  it('refuses a value of which anything was changed', () => {
    const signed = new Signer().sign('value')
    for (let at = 0; at < signed.length; at++) {
      const changed = signed.slice(0, at) + (signed[at] === 'x' ? 'y' : 'x') + signed.slice(at + 1)
      expect(() => new Signer().unsign(changed), changed).toThrow(BadSignature)
    }
    expect(() => new Signer().unsign('value')).toThrow('No ":" found in value')
  })

  it('refuses what was signed with another salt or key', () => {
    expect(() => new Signer({ salt: 'a' }).unsign(new Signer({ salt: 'b' }).sign('x'))).toThrow(BadSignature)
    expect(() => new Signer({ key: 'a' }).unsign(new Signer({ key: 'b' }).sign('x'))).toThrow(BadSignature)
  })

  it('reads what was signed with a former key, and signs with the present one', () => {
    const signed = new Signer({ key: 'old' }).sign('x')
    activateSettings(defineSettings({ SECRET_KEY: 'new', SECRET_KEY_FALLBACKS: ['older', 'old'] }))
    expect(new Signer().unsign(signed)).toBe('x')
    expect(new Signer().sign('x')).toBe(new Signer({ key: 'new' }).sign('x'))
    expect(() => new Signer({ fallbackKeys: [] }).unsign(signed)).toThrow(BadSignature)
  })

  it('refuses separators that could be part of a signature, and algorithms nobody has', () => {
    for (const sep of ['', '-', 'abc', '=', '\n']) expect(() => new Signer({ sep })).toThrow(RangeError)
    expect(() => new Signer({ algorithm: 'whatever' }).sign('x')).toThrow(InvalidAlgorithm)
  })
})

describe('a TimestampSigner', () => {
  it('refuses what is older than maxAge, a number of seconds or a duration', () => {
    const signed = new TimestampSigner().sign('x')
    wait(10)
    expect(new TimestampSigner().unsign(signed, { maxAge: 10 })).toBe('x')
    expect(new TimestampSigner().unsign(signed, { maxAge: Temporal.Duration.from({ seconds: 10 }) })).toBe('x')
    wait(1)
    expect(() => new TimestampSigner().unsign(signed, { maxAge: Temporal.Duration.from({ seconds: 10 }) })).toThrow(
      SignatureExpired,
    )
    expect(new TimestampSigner().unsign(signed)).toBe('x')
  })

  it('says how old it was', () => {
    const signed = new TimestampSigner().sign('x')
    wait(11.5)
    const error = errorOf(() => new TimestampSigner().unsign(signed, { maxAge: 10 }))
    expect(error).toMatchObject({ name: 'SignatureExpired', ageSeconds: 11.5, maxAgeSeconds: 10 })
    expect(error).toBeInstanceOf(BadSignature)
  })

  it('says RangeError of what was signed without a time', () => {
    const { salt } = new TimestampSigner()
    expect(() => new TimestampSigner().unsign(new Signer({ salt }).sign('x'))).toThrow(RangeError)
    expect(() => new TimestampSigner().unsign(new Signer({ salt }).sign('x:!'))).toThrow(RangeError)
  })
})

/** Large integers come back as bigint; to compare with what JSON.parse makes of them, they are numbers again. */
function withNumbers(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? Number(each) : each)))
}

describe('dumps and loads', () => {
  it('give back whatever JSON holds, compressed or not', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), fc.boolean(), (value, compress) => {
        expect(withNumbers(loads(dumps(value, { compress })))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('keep an integer exact that no JavaScript number can hold, as Python does', () => {
    expect(loads(dumps({ id: 28685842882864831n }))).toEqual({ id: 28685842882864831n })
  })

  it('compress only where that is shorter', () => {
    expect(dumps('a', { compress: true })).toBe(dumps('a'))
    const long = dumps('a'.repeat(500), { compress: true })
    expect(long).toMatch(/^\./)
    expect(long.length).toBeLessThan(100)
  })

  it('keep integers that a number cannot hold, as Python does', () => {
    const value = { id: 12345678901234567890n, small: 3, text: '#1 "12345678901234567890"', __proto__x: [-0.5] }
    expect(dumps(value)).toContain(':')
    expect(loads(dumps(value))).toEqual(value)
  })

  it('read what only Python calls JSON', () => {
    const token = new TimestampSigner({ salt: 's' }).sign(base64('{"a":[NaN,-Infinity,1e400],"b":"NaN"}'))
    expect(loads(token, { salt: 's' })).toEqual({
      a: [Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
      b: 'NaN',
    })
  })

  it('keep the order of a Map', () => {
    const text = new TextDecoder().decode(
      JSONSerializer.dumps(
        new Map([
          ['2', 1],
          ['1', 2],
        ]),
      ),
    )
    expect(text).toBe('{"2":1,"1":2}')
  })

  it('write numbers as Python does', () => {
    const written = (value: unknown) => new TextDecoder().decode(JSONSerializer.dumps(value))
    expect([1e-5, 1e-7, 1.5e-10, 1e100, 0.0001, 5e-324, Number.NaN].map(written)).toEqual([
      '1e-05',
      '1e-07',
      '1.5e-10',
      '1e+100',
      '0.0001',
      '5e-324',
      'NaN',
    ])
  })

  it('refuse what would not come back as it was', () => {
    for (const value of [
      new Date(),
      new Uint8Array(1),
      new Set(),
      undefined,
      () => 1,
      { a: new Date() },
      [new Map([[{}, 1]])],
    ]) {
      expect(() => dumps(value)).toThrow(TypeError)
    }
  })

  it('look at what a token holds only when its signature is good', () => {
    const bomb = `.${Buffer.from(deflateSync(Buffer.alloc(10_000_000))).toString('base64url')}`
    expect(() => loads(`${bomb}:1rKV4X:x`)).toThrow(BadSignature)
  })
})

describe('a signed cookie', () => {
  it('is that of Django since 5.2.15', () => {
    activateSettings(defineSettings({ SECRET_KEY: 'oracle-secret-key-0123456789' }))
    expect(signCookie('c', 'hello')).toBe('hello:1rKV4X:Bs_plWWb8qFXhpGWoSj2Nap-6dZ1LxVxTOfQLSLE2ag')
    expect(unsignCookie('c', 'hello:1rKV4X:Bs_plWWb8qFXhpGWoSj2Nap-6dZ1LxVxTOfQLSLE2ag')).toBe('hello')
  })

  it('is good for its name and salt only, however they are divided (CVE-2026-6873)', () => {
    const signed = signCookie('ab', 'x', 'c')
    expect(unsignCookie('ab', signed, { salt: 'c' })).toBe('x')
    expect(() => unsignCookie('a', signed, { salt: 'bc' })).toThrow(BadSignature)
    expect(() => unsignCookie('ab', signed)).toThrow(BadSignature)
  })

  it('of an older Django is read as long as the setting says so', () => {
    const old = getCookieSigner('ab' + 'c').sign('x')
    expect(unsignCookie('ab', old, { salt: 'c' })).toBe('x')
    activateSettings(defineSettings({ SECRET_KEY: 'predictable-secret', SIGNED_COOKIE_LEGACY_SALT_FALLBACK: false }))
    expect(() => unsignCookie('ab', old, { salt: 'c' })).toThrow(BadSignature)
  })

  it('that is too old is not tried again with the older salt', () => {
    const signed = signCookie('a', 'x')
    wait(20)
    expect(() => unsignCookie('a', signed, { maxAge: 10 })).toThrow(SignatureExpired)
  })
})

function errorOf(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  return undefined
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64url')
}
