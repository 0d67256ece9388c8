import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyFolder, tinyDjango } from './helpers.js'

const FILES = ['static', 'templates', 'urls.ts', 'views.test.ts', 'views.ts']

test('creates an app and says where to name it', async () => {
  const cwd = emptyFolder()
  const { code, stdout, stderr } = await tinyDjango(['startapp', 'blog'], { cwd })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(readdirSync(join(cwd, 'blog')).sort()).toEqual(FILES)
  expect(readFileSync(join(cwd, 'blog', 'urls.ts'), 'utf8')).toContain("export const appName = 'blog'\n")
  expect(readFileSync(join(cwd, 'blog', 'templates', 'blog', 'index.html'), 'utf8')).toContain(
    `<link rel="stylesheet" href="{% static 'blog/style.css' %}">`,
  )
  expect(readdirSync(join(cwd, 'blog', 'static', 'blog'))).toEqual(['style.css'])
  expect(stdout).toBe(
    'Created app blog in blog/.\n\n' +
      'Give it a place in urls.ts:\n\n' +
      "    import { include, path } from 'tiny-django/urls'\n" +
      "    import * as blog from './blog/urls'\n\n" +
      "    path('blog/', include(blog)),\n",
  )
})

test('puts it beside the other apps, also when asked for from inside one', async () => {
  const root = emptyFolder()
  writeFileSync(join(root, 'settings.ts'), '')
  mkdirSync(join(root, 'blog'))
  const { stdout } = await tinyDjango(['startapp', 'shop'], { cwd: join(root, 'blog') })
  expect(readdirSync(join(root, 'shop')).sort()).toEqual(FILES)
  expect(stdout).toContain('Give it a place in ../urls.ts:')
})

test('uses the folder it is given', async () => {
  const cwd = emptyFolder()
  mkdirSync(join(cwd, 'apps', 'news'), { recursive: true })
  const { stdout } = await tinyDjango(['startapp', 'news', 'apps/news'], { cwd })
  expect(readdirSync(join(cwd, 'apps', 'news')).sort()).toEqual(FILES)
  expect(stdout).toContain("import * as news from './apps/news/urls'")
})

test.each([
  [['9x'], "'9x' is not a valid app name. Please make sure the name is a valid identifier."],
  [
    ['blog', 'my-blog'],
    `'my-blog' is not a valid app directory. Please make sure the directory is a valid identifier. Did you mean "my_blog"?`,
  ],
  [
    ['blog', 'fs'],
    "'fs' conflicts with the name of an existing Node.js module and cannot be used as an app directory. Please try another directory.",
  ],
  [
    ['node_modules'],
    "'node_modules' conflicts with the name of an existing Node.js module and cannot be used as an app name. Please try another name.",
  ],
])('refuses %j', async (args, message) => {
  expect(await tinyDjango(['startapp', ...args], { cwd: emptyFolder() })).toEqual({
    code: 1,
    stdout: '',
    stderr: `CommandError: ${message}\n`,
  })
})

test('never replaces an app', async () => {
  const cwd = emptyFolder()
  mkdirSync(join(cwd, 'blog'))
  writeFileSync(join(cwd, 'blog', 'views.ts'), 'mine')
  expect((await tinyDjango(['startapp', 'blog'], { cwd })).stderr).toBe(
    `CommandError: '${join(cwd, 'blog')}' already exists\n`,
  )
  expect((await tinyDjango(['startapp', 'blog', 'blog'], { cwd })).stderr).toBe(
    `CommandError: ${join(cwd, 'blog', 'views.ts')} already exists. ` +
      "Overlaying an app into an existing directory won't replace conflicting files.\n",
  )
  expect(readdirSync(join(cwd, 'blog'))).toEqual(['views.ts'])
})

test('refuses the name of a module that the project has', async () => {
  const cwd = emptyFolder()
  writeFileSync(join(cwd, 'views.ts'), '')
  const refused = {
    code: 1,
    stdout: '',
    stderr:
      "CommandError: 'views' conflicts with the name of an existing module of the project and cannot be used as an app name. " +
      'Please try another name.\n',
  }
  expect(await tinyDjango(['startapp', 'views'], { cwd })).toEqual(refused)
  mkdirSync(join(cwd, 'views'))
  expect(await tinyDjango(['startapp', 'views', 'views'], { cwd })).toEqual(refused)
  expect(readdirSync(join(cwd, 'views'))).toEqual([])
})
