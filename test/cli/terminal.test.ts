import { expect, test } from 'vitest'
import { environmentWantsColor } from '../../src/cli/terminal.js'

test.each([
  ['a person looks', {}, true, true],
  ['nobody looks', {}, false, false],
  ['the terminal cannot', { TERM: 'dumb' }, true, false],
  ['NO_COLOR', { NO_COLOR: '1' }, true, false],
  ['NO_COLOR without a value means nothing', { NO_COLOR: '' }, true, true],
  ['NO_COLOR outranks FORCE_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  ['FORCE_COLOR into a pipe', { FORCE_COLOR: '1' }, false, true],
  ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, true, false],
  ['CI says nothing about colour', { CI: 'true' }, false, false],
])('colour when %s', (_, env, isTTY, expected) => {
  expect(environmentWantsColor(env, isTTY)).toBe(expected)
})
