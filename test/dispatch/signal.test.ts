import { afterEach, describe, expect, test, vi } from 'vitest'
import { receiver, Signal } from '../../src/dispatch/index.js'

afterEach(() => vi.restoreAllMocks())

describe('a signal', () => {
  test('calls its receivers with what was sent, the sender and itself, and returns what they answered', () => {
    const done = new Signal<{ val: string }>()
    const seen: unknown[] = []
    const receive = (event: { val: string; sender: unknown }) => {
      seen.push(event)
      return event.val
    }
    done.connect(receive)
    expect(done.send('me', { val: 'test' })).toEqual([[receive, 'test']])
    expect(seen).toEqual([{ val: 'test', sender: 'me', signal: done }])
  })

  test('without receivers does nothing', () => {
    const done = new Signal()
    expect(done.isConnected).toBe(false)
    expect(done.send(null)).toEqual([])
    expect(done.sendRobust(null)).toEqual([])
  })

  test('connects a receiver once for each sender', () => {
    const done = new Signal()
    const receive = vi.fn()
    done.connect(receive)
    done.connect(receive)
    done.connect(receive, { sender: 'me' })
    done.send('me')
    done.send('you')
    expect(receive).toHaveBeenCalledTimes(3)
  })

  test('a receiver with a sender hears that one only', () => {
    const done = new Signal()
    done.connect(() => 'mine', { sender: 'me' })
    expect(done.send('you')).toEqual([])
    expect(done.send('me').map(([, response]) => response)).toEqual(['mine'])
    expect([done.hasListeners(), done.hasListeners('me'), done.hasListeners('you')]).toEqual([false, true, false])
  })

  test('disconnects, and says whether there was something to disconnect', () => {
    const done = new Signal()
    const receive = () => {}
    done.connect(receive, { sender: 'me' })
    expect(done.disconnect(receive)).toBe(false)
    expect(done.disconnect(receive, { sender: 'me' })).toBe(true)
    expect(done.hasListeners('me')).toBe(false)
  })

  test('connects one receiver for a dispatch id, and disconnects by it', () => {
    const done = new Signal()
    done.connect(() => 1, { dispatchUid: 'uid' })
    done.connect(() => 2, { dispatchUid: 'uid' })
    expect(done.send(null).map(([, response]) => response)).toEqual([1])
    expect(done.disconnect(null, { dispatchUid: 'uid' })).toBe(true)
    expect(done.hasListeners()).toBe(false)
  })

  test('a receiver that disconnects itself keeps nobody else from being called', () => {
    const done = new Signal()
    const once = () => done.disconnect(once)
    const other = vi.fn()
    done.connect(once)
    done.connect(other)
    done.send(null)
    expect(other).toHaveBeenCalledOnce()
  })

  test('takes functions only', () => {
    expect(() => new Signal().connect('no' as never)).toThrow(new TypeError('Signal receivers must be callable.'))
  })

  test('holds an arrow function that nobody else holds, a weak one as long as somebody does', () => {
    const done = new Signal()
    const held = () => 'weak'
    done.connect(() => 'inline')
    done.connect(held, { weak: true })
    expect(done.send(null).map(([, response]) => response)).toEqual(['inline', 'weak'])
    expect(done.disconnect(held)).toBe(true)
  })
})

describe('receivers that throw', () => {
  const broken = () => {
    throw new Error('this')
  }

  test('send lets the error through and calls nobody after it', () => {
    const done = new Signal()
    const after = vi.fn()
    done.connect(broken)
    done.connect(after)
    expect(() => done.send(null)).toThrow('this')
    expect(after).not.toHaveBeenCalled()
  })

  test('sendRobust gives the error as the response, logs it and goes on', () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    const done = new Signal()
    done.connect(broken)
    done.connect(() => 'fine')
    expect(done.sendRobust(null).map(([, response]) => String(response))).toEqual(['Error: this', 'fine'])
    expect(printed.mock.calls[0]![0]).toMatch(/^Error calling broken in Signal\.sendRobust\(\) \(this\)\nError: this\n/)
  })
})

describe('async receivers', () => {
  test('asend waits for all of them; their responses come last', async () => {
    const done = new Signal()
    done.connect(async () => 'later')
    done.connect(() => 'now')
    expect((await done.asend(null)).map(([, response]) => response)).toEqual(['now', 'later'])
  })

  test('asend rejects with what one throws, asendRobust has it as the response', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const done = new Signal()
    done.connect(async () => {
      throw new Error('async')
    })
    await expect(done.asend(null)).rejects.toThrow('async')
    expect((await done.asendRobust(null)).map(([, response]) => String(response))).toEqual(['Error: async'])
  })
})

test('receiver connects a function where it is written, to one signal or several', () => {
  const [saved, deleted] = [new Signal<{ id: number }>(), new Signal<{ id: number }>()]
  const seen: number[] = []
  const audit = receiver([saved, deleted], { sender: 'book' })(({ id }) => seen.push(id))
  saved.send('book', { id: 1 })
  deleted.send('book', { id: 2 })
  deleted.send('page', { id: 3 })
  expect(seen).toEqual([1, 2])
  expect(typeof audit).toBe('function')
})
