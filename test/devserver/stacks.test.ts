import { expect, test } from 'vitest'
import { Loader } from '../../src/devserver/app/loader.js'
import { SourcePositions } from '../../src/devserver/app/stacks.js'
import { ModuleCompiler } from '../../src/devserver/compiler/module.js'
import { temporaryFolder } from './folder.js'

const source = `interface Unused {
  a: string
}

export function fail(): never {
  throw new Error('here')
}
`

test('a position in compiled code is that of the line somebody wrote', async () => {
  const { file } = temporaryFolder({ 'views.ts': source })
  const path = file('views.ts')
  const [[, module]] = (await new ModuleCompiler(file('.')).compile([path])) as [
    [string, { code: string; map: string }],
  ]
  const loader = new Loader()
  loader.define([{ path, ...module, imports: {} }])
  const positions = new SourcePositions(each => loader.mapOf(each))
  const line = module.code.split('\n').findIndex(text => text.includes('throw new Error')) + 1
  expect(line).not.toBe(6)
  expect(positions.original({ file: path, line, column: 9 })).toEqual({ file: path, line: 6, column: 9 })
})

test('a position in any other file is left alone', () => {
  const positions = new SourcePositions(() => undefined)
  expect(positions.original({ file: 'file:///a/b.js', line: 3, column: 4 })).toEqual({
    file: '/a/b.js',
    line: 3,
    column: 4,
  })
})

test('a broken map does no harm', () => {
  const positions = new SourcePositions(() => '{')
  expect(positions.original({ file: '/a.ts', line: 1, column: 1 })).toEqual({ file: '/a.ts', line: 1, column: 1 })
})
