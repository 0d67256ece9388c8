import { afterEach, expect, expectTypeOf, test, vi } from 'vitest'
import { env } from '../../src/conf/index.js'

afterEach(() => vi.unstubAllEnvs())

test.each([
  ['text', 'x', '', 'x'],
  ['nothing at all', '', 'x', ''],
  ['a number', '8000', 1, 8000],
  ['true', 'Yes', false, true],
  ['false', 'off', true, false],
  ['a list', 'a.com, b.com,', [], ['a.com', 'b.com']],
])('%s', (_, text, fallback, value) => {
  vi.stubEnv('SOME_NAME', text)
  expect(env('SOME_NAME', fallback)).toEqual(value)
})

test('the fallback says what is meant when there is no such variable', () => {
  expect([env('NO_SUCH_NAME', false), env('NO_SUCH_NAME', ['a'])]).toEqual([false, ['a']])
  expect(() => env('NO_SUCH_NAME')).toThrow('Set the NO_SUCH_NAME environment variable, in the environment or in .env.')
  expectTypeOf(env('X', false)).toEqualTypeOf<boolean>()
  expectTypeOf(env('X', 1)).toEqualTypeOf<number>()
  expectTypeOf(env('X', [])).toEqualTypeOf<string[]>()
  expectTypeOf(env('X', 'x')).toEqualTypeOf<string>()
})

test('what it cannot be is refused, and not shown', () => {
  vi.stubEnv('SOME_NAME', 'hunter2')
  expect(() => env('SOME_NAME', false)).toThrow(/^The SOME_NAME environment variable must be true or false\.$/)
  expect(() => env('SOME_NAME', 1)).toThrow(/^The SOME_NAME environment variable must be a number\.$/)
})
