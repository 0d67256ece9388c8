import { expect, test } from 'vitest'
import { hotState } from '../../src/hot.js'

test('whoever asks for a name has the same object', () => {
  const first = hotState('basket', () => ({ apples: 1 }))
  first.apples++
  expect(hotState('basket', () => ({ apples: 1 }))).toBe(first)
  expect(first).toEqual({ apples: 2 })
})

test('the initialiser must return an object', () => {
  const returns = (value: unknown) => () => hotState('wrong', () => value as object)
  expect(returns(5)).toThrow(
    new TypeError(
      "hotState('wrong'): its initialiser must return an object, not 5. Put the value into one: () => ({ value: … })",
    ),
  )
  expect(returns(null)).toThrow(TypeError)
  expect(returns(Promise.resolve({}))).toThrow(
    new TypeError("hotState('wrong'): its initialiser is asynchronous. Await what it needs before."),
  )
})
