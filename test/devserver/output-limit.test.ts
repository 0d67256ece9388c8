import { describe, expect, test, vi } from 'vitest'
import { OutputLimit } from '../../src/devserver/front/output-limit.js'

/** What is printed of these chunks; a number lets as many milliseconds pass. */
function printed(...steps: readonly (string | number)[]): string {
  vi.useFakeTimers()
  try {
    let text = ''
    const limit = new OutputLimit(chunk => {
      text += chunk.toString()
    })
    for (const step of steps) {
      if (typeof step === 'number') vi.advanceTimersByTime(step)
      else limit.write(Buffer.from(step))
    }
    limit.flush()
    return text
  } finally {
    vi.useRealTimers()
  }
}

const lines = (count: number, first = 1) =>
  Array.from({ length: count }, (_, index) => `line ${first + index}\n`).join('')

describe('what a project prints', () => {
  test('passes as it comes, pieces of lines too', () => {
    expect(printed('one\ntw', 'o\n', 'three')).toBe('one\ntwo\nthree')
    expect(printed(lines(10_000))).toBe(lines(10_000))
  })

  test('of more than 10,000 lines in a second the beginning is there, the number of those left out, and the last 20', () => {
    expect(printed(lines(30_000))).toBe(`${lines(10_000)}… dropped 19,980 lines …\n${lines(20, 29_981)}`)
    expect(printed(lines(30_000), 'and a piece')).toBe(
      `${lines(10_000)}… dropped 19,981 lines …\n${lines(19, 29_982)}and a piece`,
    )
  })

  test('one line too many is not worth leaving out', () => {
    expect(printed(lines(10_001))).toBe(lines(10_001))
    expect(printed(lines(10_020))).toBe(lines(10_020))
    expect(printed(lines(10_021))).toContain('… dropped 1 line …\n')
  })

  test('each second may have as many', () => {
    expect(printed(lines(10_000), 1000, lines(10_000, 10_001))).toBe(lines(20_000))
    const flood = printed(lines(20_000), 1000, lines(5, 20_001))
    expect(flood).toBe(`${lines(10_000)}… dropped 9,980 lines …\n${lines(25, 19_981)}`)
  })

  test('of a line of megabytes there is the beginning and the end', () => {
    const text = printed(...Array.from({ length: 160 }, () => 'x'.repeat(65_536)), 'the end\n')
    expect(text).toMatch(/^x+\n… dropped [\d,]+ bytes of a line …\nx+the end\n$/)
    expect(text.length).toBeLessThan(4.3 * 1024 * 1024)
  })
})
