import vm from 'node:vm'
import { describe, expect, test } from 'vitest'
import { compileInput, compileProgram } from '../../src/devserver/app/shell/code.js'

const modules: Readonly<Record<string, object>> = { './views': { default: 1, index: 2, list: 3 } }

/** What an input evaluates to. */
function value(source: string): unknown {
  const compiled = compileInput(source)
  if (compiled.kind === 'incomplete') return compiled.kind
  const context = vm.createContext({ require: (name: string) => modules[name], console })
  return vm.runInContext(compiled.code, context) as unknown
}

describe('what is typed', () => {
  test.each([
    ['1 + 1', 2],
    ['const n: number = 41; n + 1', 42],
    ['"text"', 'text'],
    ['({ a: 1 }).a', 1],
    ['{ a: 1 }', { a: 1 }],
    ['{ let a: number = 1; a + 1 };', 2],
    ['enum Color { Red, Green }; Color.Green', 1],
    ['(<T,>(x: T) => x)(5)', 5],
    ['import { index } from "./views"\nindex', 2],
    [`import all, { index as i, type Nothing, list } from './views'; [all, i, list].join()`, '1,2,3'],
    ['import * as views from "./views"; views.list', 3],
    ['import type { Poll } from "./views"; typeof Poll', 'undefined'],
    ['import {\n  index,\n} from "./views"\nindex', 2],
  ])('%s', (source, expected) => {
    expect(JSON.stringify(value(source))).toBe(JSON.stringify(expected))
  })

  test.each(['function f(x: number) {', 'f(', '`abc', '/* x', 'const a: number[] = [1,', '{ a:'])(
    '%s needs another line',
    source => {
      expect(value(source)).toBe('incomplete')
    },
  )

  test('what is no code stays as it is: the engine says best what is wrong', () => {
    expect(compileInput('let a b')).toEqual({ kind: 'code', code: 'let a b' })
  })
})

describe('a program', () => {
  test('may wait at its top level', async () => {
    const { code, map } = compileProgram('const n: number = await 41\nglobalThis.answer = n + 1', '/project/code')
    const context: { answer?: number } = vm.createContext({})
    await (vm.compileFunction(code, [], { parsingContext: context }) as () => Promise<void>)()
    expect(context.answer).toBe(42)
    expect(JSON.parse(map).sources).toEqual(['file:///project/code'])
  })

  test('that is none says where', () => {
    expect(() => compileProgram('let a = 1\nlet b: = 2', '/project/code')).toThrow(
      expect.objectContaining({ name: 'SyntaxError', stack: expect.stringContaining('code:2:8: Unexpected "="') }),
    )
  })
})
