import { expect, it } from 'vitest'
import { didYouMean, nearest } from '../../src/utils/suggest.js'

it('suggests the name that was meant', () => {
  expect(nearest('ALOWED_HOSTS', ['DEBUG', 'ALLOWED_HOSTS'])).toBe('ALLOWED_HOSTS')
  expect(didYouMean('debgu', ['debug'])).toBe(' Did you mean "debug"?')
  expect(didYouMean('xyz', ['debug'])).toBe('')
})
