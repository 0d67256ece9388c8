import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Local, registerLocalStorage } from '../../src/utils/local.js'

describe('Local', () => {
  it('is what it was at first until it is set', () => {
    const language = new Local('en')
    expect(language.get()).toBe('en')
    language.set('de')
    expect(language.get()).toBe('de')
  })

  it('is something else for a while', async () => {
    const language = new Local('en')
    expect(language.run('de', () => language.get())).toBe('de')
    expect(() => language.run('de', fails)).toThrow('no')
    expect(language.get()).toBe('en')
    await language.run('fr', async () => expect(language.get()).toBe('fr'))
    expect(language.get()).toBe('en')
  })
})

describe('Local, where requests are told apart', () => {
  let before: ReturnType<typeof registerLocalStorage>

  beforeEach(() => {
    before = registerLocalStorage(() => new AsyncLocalStorage())
  })

  afterEach(() => {
    registerLocalStorage(before)
  })

  it('is a value of each request', async () => {
    const language = new Local('en')
    // Node tells promises apart from the first use on.
    language.run('en', () => {})
    let goOn = () => {}
    const other = new Promise<void>(resolve => {
      goOn = resolve
    })
    const request = async (code: string, wait: Promise<void>) => {
      await Promise.resolve()
      language.set(code)
      await wait
      return language.get()
    }
    const german = request('de', other)
    expect(await request('fr', Promise.resolve())).toBe('fr')
    goOn()
    expect(await german).toBe('de')
    expect(language.get()).toBe('en')
  })

  it('is something else for a while', async () => {
    const language = new Local('en')
    await language.run('fr', async () => {
      await Promise.resolve()
      expect(language.get()).toBe('fr')
    })
    expect(language.get()).toBe('en')
  })
})

function fails(): never {
  throw new Error('no')
}
