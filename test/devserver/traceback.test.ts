import { expect, test, vi } from 'vitest'
import { tracebackOf } from '../../src/devserver/app/traceback.js'
import { Engine } from '../../src/template/engine.js'

// In the program that is built these parts come by `require`.
vi.mock('../../src/devserver/app/debug.js', async () => {
  const parts = await import('../../src/devserver/app/debug-parts.js')
  return { debug: () => parts }
})

function thrownBy(template: string): unknown {
  try {
    return new Engine({ debug: true }).fromString(template)
  } catch (error) {
    return error
  }
}

test('the terminal says what was probably meant in a template, as the page does', () => {
  const traceback = tracebackOf(thrownBy('{{ name|uper }}'))
  expect(traceback).toMatch(/^TemplateSyntaxError: Invalid filter: 'uper'\n[\s\S]*\nDid you mean "upper"\?$/)
})
