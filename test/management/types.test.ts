import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/devserver/package.js'
import { emptyFolder } from '../cli/helpers.js'

// What a project's compiler says of commands, through the published declarations: `@ts-expect-error` marks what must not
// compile, and is an error itself where it does. Each names what refuses it.

const source = `
import { callCommand, command } from 'tiny-django/management'

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
function same<A, B>(_: Same<A, B>) {}

export default command(
  {
    arguments: { '<poll-id...>': { type: Number }, },
    options: {
      '--delete': 'delete them',
      '-l, --limit <n>': { type: Number },
      '--at <when>': { type: (text: string) => new Date(text), required: true },
      '--size <n>': { type: Number, default: 5 },
      '--format <name>': { choices: ['short', 'long'], default: 'short' },
      '--tag <name...>': {},
      '--no-mail': '',
      '--dry-run [when]': '',
    },
  },
  options => {
    same<readonly number[], typeof options.pollId>(true)
    same<boolean, typeof options.delete>(true)
    same<number | null, typeof options.limit>(true)
    same<Date, typeof options.at>(true)
    same<number, typeof options.size>(true)
    same<'short' | 'long', typeof options.format>(true)
    same<readonly string[], typeof options.tag>(true)
    same<boolean, typeof options.mail>(true)
    same<string | true | null, typeof options.dryRun>(true)
    // @ts-expect-error values
    options.nothing
  },
)

const greet = command({ arguments: { '<name>': '', '[greeting]': '' } }, ({ name, greeting }) => {
  same<string, typeof name>(true)
  same<string | null, typeof greeting>(true)
  // @ts-expect-error values
  greeting.length
})
void callCommand(greet, ['Ann'], { greeting: 'Hello', verbosity: 2 })
void callCommand('greet', [], { anything: 1 })
// @ts-expect-error values
void callCommand(greet, [], { greeting: 1 })
// @ts-expect-error flags
command({ options: { delete: '' } }, () => {})
// @ts-expect-error flags
command({ arguments: { name: '' } }, () => {})
// @ts-expect-error flags
command({ options: { '--limit <n>': { typ: Number, help: 1 } } }, () => {})
`

/** What refuses, and how to take it away in the declarations. */
const checks = {
  flags: {
    find: /export type Flags<Specs, Flag, Spec> = \{[\s\S]*?\n\};/,
    replace: 'export type Flags<Specs, Flag, Spec> = unknown;',
  },
  values: {
    find: /export type ValuesOf<Arguments, Options> = [\s\S]*?\}>;\n/,
    replace: 'export type ValuesOf<Arguments, Options> = Record<string, any>;\n',
  },
}

test('values are what the flags say, and what is no flag is refused', () => {
  expect(compiled()).toEqual([])
})

test.each(Object.entries(checks))('each refusal is due to its check: %s', (name, { find, replace }) => {
  const errors = compiled(text => {
    expect(text).toMatch(find)
    return text.replace(find, replace)
  })
  const unused = errors.filter(line => line.includes('TS2578')).map(line => Number(/\((\d+),/.exec(line)?.[1]))
  const expected = source
    .split('\n')
    .flatMap((line, index) => (line.endsWith(`@ts-expect-error ${name}`) ? [index + 1] : []))
  expect(unused).toEqual(expect.arrayContaining(expected))
})

function compiled(change = (text: string) => text): string[] {
  const folder = emptyFolder()
  cpSync(join(packageRoot, 'dist', 'types'), join(folder, 'types'), { recursive: true })
  const declarations = join(folder, 'types', 'management', 'types.d.ts')
  writeFileSync(declarations, change(readFileSync(declarations, 'utf8')))
  mkdirSync(join(folder, 'project'))
  writeFileSync(join(folder, 'project', 'greet.ts'), source)
  const compilerOptions = {
    ...{ target: 'ES2023', module: 'ESNext', moduleResolution: 'bundler', strict: true, noEmit: true, types: [] },
    paths: { 'tiny-django/management': ['./types/management/index.d.ts'] },
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['project'] }))
  const tsc = join(packageRoot, 'node_modules', 'typescript', 'bin', 'tsc')
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })
  return stdout.split('\n').filter(line => line.includes('error TS'))
}
