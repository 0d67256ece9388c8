import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { BodyPace } from '../../src/devserver/front/body-pace.js'
import { limits, minimumBodyRate } from '../../src/devserver/limits.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const enough = (minimumBodyRate * limits.body) / 1000

function pace() {
  const body = new PassThrough()
  body.resume()
  const tooSlow = vi.fn()
  return { body, tooSlow, pace: new BodyPace(body, tooSlow) }
}

test('a body that brings less than the least rate is too slow', () => {
  const { tooSlow, pace: it } = pace()
  it.add(enough)
  vi.advanceTimersByTime(limits.body)
  expect(tooSlow).not.toHaveBeenCalled()
  it.add(enough - 1)
  vi.advanceTimersByTime(limits.body)
  expect(tooSlow).toHaveBeenCalledOnce()
  it.stop()
})

test('one that nobody reads is not, nor one that was not read for a part of the time', () => {
  const { body, tooSlow, pace: it } = pace()
  body.pause()
  vi.advanceTimersByTime(3 * limits.body)
  body.resume()
  it.excuse()
  vi.advanceTimersByTime(limits.body)
  expect(tooSlow).not.toHaveBeenCalled()
  vi.advanceTimersByTime(limits.body)
  expect(tooSlow).toHaveBeenCalledOnce()
  it.stop()
})
