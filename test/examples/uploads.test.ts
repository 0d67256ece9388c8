import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/devserver/package.js'
import { typeErrors } from '../cli/helpers.js'

test('examples/uploads opens without red', () => {
  expect(typeErrors(join(packageRoot, 'examples', 'uploads'))).toBe('')
})
