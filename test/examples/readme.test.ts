import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/devserver/package.js'
import { emptyFolder, tinyDjango, typeErrors } from '../cli/helpers.js'

const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8')
const snippets = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!)

test('the code in the README is a project that opens without red', async () => {
  const folder = emptyFolder()
  await tinyDjango(['startproject', 'mysite', '.'], { cwd: folder })
  const [views, urls, production, ...others] = snippets
  expect(others).toEqual([])
  writeFileSync(join(folder, 'views.ts'), views!)
  writeFileSync(join(folder, 'urls.ts'), urls!)
  writeFileSync(join(folder, 'server.ts'), production!)
  expect(typeErrors(folder)).toBe('')
})

test('the README names the commands of the command line', async () => {
  const { stdout } = await tinyDjango(['--help'])
  const commands = [...stdout.matchAll(/^ {2}([a-z]+) {2}/gm)].map(([, name]) => name).filter(name => name !== 'help')
  expect(commands).toContain('runserver')
  for (const command of commands) expect(readme).toContain(`| \`${command}`)
})
