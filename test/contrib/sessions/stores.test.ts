import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import '../../../src/adapters/node-platform.js'
import { activateSettings, defineSettings } from '../../../src/conf/settings.js'
import {
  AsyncSessionBase,
  CreateError,
  FileSessionStore,
  InvalidSessionKey,
  MemorySessionStore,
  type SessionBase,
  type SessionStoreClass,
  type SessionValues,
  SignedCookieSessionStore,
  UpdateError,
} from '../../../src/contrib/sessions/index.js'
import { django, shared, withDjango } from '../django.js'

withDjango()

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tiny-django-sessions-'))
  activateSettings(defineSettings({ ...shared, SESSION_FILE_PATH: folder }))
})

afterEach(() => rmSync(folder, { recursive: true }))

/** What anybody's store looks like that has to wait. */
class DatabaseSessionStore extends AsyncSessionBase {
  static readonly rows = new Map<string, string>()

  override async aexists(key: string | null): Promise<boolean> {
    return DatabaseSessionStore.rows.has(key ?? '')
  }

  override async acreate(): Promise<void> {
    this.useSessionKey(await this.agetNewSessionKey())
    await this.asave({ mustCreate: true })
    this.modified = true
  }

  override async asave({ mustCreate = false } = {}): Promise<void> {
    if (this.sessionKey === null) return this.acreate()
    if (!mustCreate && !(await this.aexists(this.sessionKey))) throw new UpdateError()
    DatabaseSessionStore.rows.set(this.sessionKey, this.encode(this.loaded ?? new Map()))
  }

  override async adelete(key = this.sessionKey): Promise<void> {
    DatabaseSessionStore.rows.delete(key ?? '')
  }

  override async aload(): Promise<SessionValues> {
    const row = DatabaseSessionStore.rows.get(this.sessionKey ?? '')
    if (row === undefined) this.useSessionKey(null)
    return row === undefined ? new Map() : this.decode(row)
  }
}

const stores: readonly (readonly [string, SessionStoreClass])[] = [
  ['signed cookies', SignedCookieSessionStore],
  ['memory', MemorySessionStore],
  ['files', FileSessionStore],
  ['a database', DatabaseSessionStore],
]

describe.each(stores)('sessions in %s', (name, Store) => {
  const isStored = name !== 'signed cookies'

  async function saved(values: Record<string, unknown>): Promise<SessionBase> {
    const session = new Store()
    await session.aupdate(values)
    await session.asave()
    return session
  }

  test('come back as they were saved', async () => {
    const { sessionKey } = await saved({ user: 7, cart: [{ id: 1 }], text: 'Zoë €' })
    const again = new Store(sessionKey)
    expect(await again.aget('user')).toBe(7)
    expect(Object.fromEntries(await again.aitems())).toEqual({ user: 7, cart: [{ id: 1 }], text: 'Zoë €' })
    expect([again.accessed, again.modified]).toEqual([true, false])
  })

  test('do not share what is inside their values', async () => {
    const { sessionKey } = await saved({ list: [1] })
    const one = new Store(sessionKey)
    ;((await one.aget('list')) as number[]).push(2)
    expect(await new Store(sessionKey).aget('list')).toEqual([1])
  })

  test('are changed under their key', async () => {
    const session = await saved({ n: 1 })
    const key = session.sessionKey
    await session.aset('n', 2)
    await session.asave()
    if (isStored) expect(session.sessionKey).toBe(key)
    expect(await new Store(session.sessionKey).aget('n')).toBe(2)
  })

  test('keep their values under a new key', async () => {
    const session = await saved({ user: 7 })
    const before = session.sessionKey
    await session.aset('at', 'login')
    await session.acycleKey()
    await session.asave()
    expect(session.sessionKey).not.toBe(before)
    expect(await new Store(session.sessionKey).aget('user')).toBe(7)
    if (isStored) expect(await new Store(before).aget('user')).toBeUndefined()
  })

  test('are forgotten when they are flushed', async () => {
    const session = await saved({ user: 7 })
    const before = session.sessionKey
    await session.aflush()
    expect([session.sessionKey, session.isEmpty(), session.modified]).toEqual([null, true, true])
    if (isStored) expect(await session.aexists(before)).toBe(false)
  })

  test('are nothing under a key that nobody gave out', async () => {
    const session = new Store('abcdefghijklmnopqrstuvwxyz012345')
    expect([...(await session.akeys())]).toEqual([])
    if (isStored) expect(session.sessionKey).toBeNull()
  })

  test('have the test cookie', async () => {
    const session = new Store()
    await session.asetTestCookie()
    expect(await session.atestCookieWorked()).toBe(true)
    await session.adeleteTestCookie()
    expect(await session.atestCookieWorked()).toBe(false)
  })

  test.runIf(isStored)('are not saved when somebody has removed them', async () => {
    const session = await saved({ user: 7 })
    await new Store(session.sessionKey).adelete()
    await expect(session.asave()).rejects.toThrow(UpdateError)
  })
})

describe('a session as a dictionary', () => {
  test('gives, takes and tells what it holds', () => {
    const session = new MemorySessionStore()
    session.set('a', 1)
    expect([session.get('a'), session.get('b'), session.get('b', 2), session.getItem('a')]).toEqual([
      1,
      undefined,
      2,
      1,
    ])
    expect([session.has('a'), session.hasKey('b')]).toEqual([true, false])
    expect([session.setdefault('a', 9), session.setdefault('c', 9)]).toEqual([1, 9])
    expect([session.pop('c'), session.pop('c', 'gone')]).toEqual([9, 'gone'])
    expect([[...session.keys()], [...session.values()]]).toEqual([['a'], [1]])
    session.deleteItem('a')
    expect(() => session.getItem('a')).toThrow(expect.objectContaining({ name: 'KeyError' }))
    expect(() => session.deleteItem('a')).toThrow(expect.objectContaining({ name: 'KeyError' }))
    expect(() => session.pop('a')).toThrow(expect.objectContaining({ name: 'KeyError' }))
  })

  test('is modified by what changes it, and by nothing else', () => {
    const session = new MemorySessionStore()
    session.get('a')
    session.pop('a', null)
    expect([session.accessed, session.modified]).toEqual([true, false])
    session.clear()
    expect(session.modified).toBe(true)
  })

  test('gives the type of what it is asked to fall back to', () => {
    const session = new MemorySessionStore()
    const visits: number = session.get('visits', 0) + 1
    session.set('visits', visits)
    expect(session.get('visits', 0)).toBe(1)
  })

  test('does not take a key that is too short to be one', () => {
    expect(new MemorySessionStore('short').sessionKey).toBeNull()
  })
})

describe('when a session ends', () => {
  test('is two weeks from now unless told', () => {
    const session = new MemorySessionStore()
    expect(session.getExpiryAge()).toBe(1_209_600)
    expect(session.getExpiryDate()).toEqual(new Date(Date.now() + 1_209_600_000))
    expect(session.getExpireAtBrowserClose()).toBe(false)
  })

  test.each([
    ['seconds', 300, 300],
    ['a moment', new Date('2024-01-02T03:14:05Z'), 600],
    ['a length of time', { total: () => 60 }, 60],
  ])('may be said in %s', (_, expiry, age) => {
    const session = new MemorySessionStore()
    session.setExpiry(expiry)
    expect(session.getExpiryAge()).toBe(age)
    expect(session.getExpiryDate()).toEqual(new Date(Date.now() + age * 1000))
  })

  test('may be with the browser, and not any more', () => {
    const session = new MemorySessionStore()
    session.setExpiry(0)
    expect(session.getExpireAtBrowserClose()).toBe(true)
    expect(session.getExpiryAge()).toBe(1_209_600)
    session.setExpiry(null)
    session.setExpiry(null)
    expect(session.getExpireAtBrowserClose()).toBe(false)
  })

  test('is counted from when it was changed', () => {
    const session = new MemorySessionStore()
    const modification = new Date(Date.now() - 5000)
    session.setExpiry(new Date(Date.now() + 10_000))
    expect(session.getExpiryAge({ modification })).toBe(15)
    expect(session.getExpiryAge({ expiry: 7 })).toBe(7)
    expect(session.getExpiryDate({ modification, expiry: 10 })).toEqual(new Date(Date.now() + 5000))
  })

  test('is written as Python writes it, and read without a time zone in that of the settings', () => {
    const session = new MemorySessionStore()
    session.setExpiry(new Date('2024-01-02T03:04:05.120Z'))
    expect(session.get('_session_expiry')).toBe('2024-01-02T03:04:05.120000+00:00')
    session.setExpiry(new Date('2024-01-02T03:04:05Z'))
    expect(session.get('_session_expiry')).toBe('2024-01-02T03:04:05+00:00')
    activateSettings(defineSettings({ ...shared, TIME_ZONE: 'Europe/Berlin' }))
    session.set('_session_expiry', '2024-01-02T04:04:05')
    expect(session.getExpiryDate()).toEqual(new Date('2024-01-02T03:04:05Z'))
  })
})

describe('memory', () => {
  test('forgets what has ended', () => {
    const session = new MemorySessionStore()
    session.set('user', 7)
    session.setExpiry(60)
    session.save()
    vi.setSystemTime(Date.now() + 60_000)
    expect(session.exists(session.sessionKey)).toBe(false)
    MemorySessionStore.clearExpired()
    expect(new MemorySessionStore(session.sessionKey).get('user')).toBeUndefined()
  })

  test('has one session under a key', () => {
    const session = new MemorySessionStore()
    session.create()
    expect(() => session.save({ mustCreate: true })).toThrow(CreateError)
  })
})

describe('files', () => {
  test('of Django are read', () => {
    writeFileSync(join(folder, `sessionid${django.file_key}`), django.file_text)
    const session = new FileSessionStore(django.file_key)
    expect(Object.fromEntries(session.items())).toEqual({ user: 7, text: 'x'.repeat(200) })
  })

  test('are as Django writes them, and nobody else can read them', () => {
    const session = new FileSessionStore()
    session.set('user', 7)
    session.save()
    const [name] = readdirSync(folder)
    expect(name).toBe(`sessionid${session.sessionKey}`)
    expect(readFileSync(join(folder, name!), 'utf8')).toBe(django.file_short_text)
    expect(statSync(join(folder, name!)).mode & 0o777).toBe(0o600)
  })

  test.each(['../../etc/passwd', 'a/b/c/d/e/f', 'UPPERCASE'])('are never those that %s leads to', key => {
    const session = new FileSessionStore(key)
    expect([...session.keys()]).toEqual([])
    expect(session.sessionKey).toBeNull()
    expect(() => session.exists(key)).toThrow(InvalidSessionKey)
  })

  test('that have ended are removed', () => {
    const session = new FileSessionStore()
    session.setExpiry(new Date(Date.now() + 1000))
    session.save()
    const other = new FileSessionStore()
    other.set('still', 'here')
    other.save()
    vi.setSystemTime(Date.now() + 1000)
    FileSessionStore.clearExpired()
    expect(readdirSync(folder)).toEqual([`sessionid${other.sessionKey}`])
  })

  test('that hold nothing readable are empty sessions', () => {
    writeFileSync(join(folder, `sessionid${django.file_key}`), 'nonsense')
    expect([...new FileSessionStore(django.file_key).keys()]).toEqual([])
    writeFileSync(join(folder, `sessionid${django.file_key}`), '')
    expect([...new FileSessionStore(django.file_key).keys()]).toEqual([])
  })

  test('need a folder', () => {
    activateSettings(defineSettings({ ...shared, SESSION_FILE_PATH: join(folder, 'missing') }))
    expect(() => new FileSessionStore()).toThrow(
      `The session storage path '${folder}/missing' doesn't exist. Please set your SESSION_FILE_PATH setting to an ` +
        'existing directory in which Django can store session data.',
    )
  })
})

test('a store that has to wait says so where nobody waits', () => {
  const session = new DatabaseSessionStore('abcdefgh')
  expect(() => session.get('a')).toThrow('This session store has to wait: use `await` and aget() and the like.')
  expect(() => session.flush()).toThrow('use `await` and adelete(), aflush() or acycleKey()')
})
