import { transformSync } from 'esbuild'
import { expect, test } from 'vitest'
import { inSourceOrder } from '../../src/devserver/app/source-order.js'

function orderOf(source: string): string[] {
  const { code } = transformSync(source, { loader: 'ts', format: 'cjs' })
  const list = /__export\(\w+, \{\n([^}]*)\}\);/.exec(code)?.[1] ?? ''
  const sorted = Array.from(list.matchAll(/^\s*"?([^":]+)"?:/gm), match => [match[1]!, null])
  return Object.keys(inSourceOrder(Object.fromEntries(sorted), code))
}

test('exports come in the order in which they were written', () => {
  const source = `
    import { helper } from './helper'
    export function zebra() { return apple() }
    export const apple = () => helper
    const later = () => apple()
    export async function $beta() {}
    export class Page {}
    export { later as middle }
    export default zebra`
  expect(orderOf(source)).toEqual(['zebra', 'apple', 'middle', '$beta', 'Page', 'default'])
})

test('a module that exports nothing by name is left as it is', () => {
  const exports = { b: 1, a: 2 }
  expect(inSourceOrder(exports, 'module.exports = {}')).toBe(exports)
})
