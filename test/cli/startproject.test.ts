import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/devserver/package.js'
import { version } from '../../src/devserver/version.js'
import { emptyFolder, tinyDjango, typeErrors } from './helpers.js'

const FILES = [
  '.gitignore',
  '.tiny-django',
  'package.json',
  'settings.ts',
  'static',
  'templates',
  'tsconfig.json',
  'urls.ts',
  'views.test.ts',
  'views.ts',
  'vitest.config.ts',
]

test('creates a project in a folder of its name and says how to go on', async () => {
  const cwd = emptyFolder()
  const { code, stdout, stderr } = await tinyDjango(['startproject', 'mysite'], { cwd })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(readdirSync(join(cwd, 'mysite')).sort()).toEqual(FILES)
  expect(stdout).toBe(
    'Created project mysite in mysite/.\n\n' +
      'Serve it:\n\n' +
      '    cd mysite\n' +
      '    npx tiny-django runserver\n\n' +
      'Then open http://127.0.0.1:8000/ and edit views.ts: the page follows.\n',
  )
})

test('creates a project in this folder', async () => {
  const cwd = emptyFolder()
  writeFileSync(join(cwd, 'README.md'), 'mine')
  const { code, stdout } = await tinyDjango(['startproject', 'mysite', '.'], { cwd })
  expect(code).toBe(0)
  expect(readdirSync(cwd).sort()).toEqual([...FILES, 'README.md'].sort())
  expect(stdout).toContain('Created project mysite in this folder.')
  expect(stdout).not.toContain('cd ')
})

test('-q says nothing, -v 2 names the files, --json is for programs', async () => {
  const cwd = emptyFolder()
  expect(await tinyDjango(['startproject', 'quiet', '-q'], { cwd })).toEqual({ code: 0, stdout: '', stderr: '' })
  const verbose = await tinyDjango(['startproject', 'verbose', '-v', '2'], { cwd })
  expect(verbose.stdout).toContain(`Creating ${join(cwd, 'verbose', 'views.ts')}\n`)
  const json = await tinyDjango(['startproject', 'data', '--json'], { cwd })
  expect(JSON.parse(json.stdout)).toMatchObject({ project: 'data', folder: join(cwd, 'data') })
})

describe('what it writes', () => {
  test('a package.json that npm takes, with this version of tiny-django', async () => {
    const cwd = emptyFolder()
    await tinyDjango(['startproject', '_Mein_Projekt'], { cwd })
    const manifest = JSON.parse(readFileSync(join(cwd, '_Mein_Projekt', 'package.json'), 'utf8'))
    const ours = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))
    expect(manifest).toEqual({
      name: 'mein_projekt',
      private: true,
      type: 'module',
      scripts: { dev: 'tiny-django runserver', check: 'tiny-django check && tsc', test: 'vitest run --no-isolate' },
      devDependencies: {
        'tiny-django': `^${version}`,
        typescript: ours.devDependencies.typescript,
        vitest: ours.devDependencies.vitest,
      },
    })
  })

  test('a secret key of its own', async () => {
    const cwd = emptyFolder()
    const keys = []
    for (const name of ['one', 'two']) {
      await tinyDjango(['startproject', name], { cwd })
      keys.push(/SECRET_KEY: '(.*)'/.exec(readFileSync(join(cwd, name, 'settings.ts'), 'utf8'))?.[1])
    }
    for (const key of keys) expect(key).toMatch(/^django-insecure-[a-z0-9!@#$%^&*(\-_=+)]{50}$/)
    expect(keys[0]).not.toBe(keys[1])
  })

  test('the middleware that every site should have', async () => {
    const cwd = emptyFolder()
    await tinyDjango(['startproject', 'mysite', '.'], { cwd })
    expect(readFileSync(join(cwd, 'settings.ts'), 'utf8')).toContain(
      'MIDDLEWARE: [SecurityMiddleware, CommonMiddleware, CsrfViewMiddleware, XFrameOptionsMiddleware],',
    )
  })

  test('no placeholder is left', async () => {
    const cwd = emptyFolder()
    await tinyDjango(['startproject', 'mysite', '.'], { cwd })
    for (const file of FILES.filter(name => statSync(join(cwd, name)).isFile())) {
      expect(readFileSync(join(cwd, file), 'utf8')).not.toContain('{{')
    }
    // What is left here is the page's own.
    const page = readFileSync(join(cwd, 'templates', 'index.html'), 'utf8')
    expect(page.match(/\{\{.*?\}\}/g)).toEqual(['{{ name }}'])
    expect(page).toContain('{% block title %}mysite{% endblock %}')
  })

  test('opens without red when nothing is installed, apps included', async () => {
    const cwd = emptyFolder()
    await tinyDjango(['startproject', 'mysite', '.'], { cwd })
    await tinyDjango(['startapp', 'blog'], { cwd })
    expect(typeErrors(cwd)).toBe('')
  })

  test('so is an import of every public path', async () => {
    const cwd = emptyFolder()
    await tinyDjango(['startproject', 'mysite', '.'], { cwd })
    const { exports } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))
    const paths = Object.keys(exports).filter(path => exports[path].types)
    const imports = paths.map((path, index) => `export * as m${index} from 'tiny-django${path.slice(1)}'`)
    writeFileSync(join(cwd, 'all.ts'), imports.join('\n'))
    expect(paths).toContain('./utils/cache')
    expect(typeErrors(cwd)).toBe('')
  })

  test('and is red where it is wrong', async () => {
    const cwd = emptyFolder()
    await tinyDjango(['startproject', 'mysite', '.'], { cwd })
    const urls = readFileSync(join(cwd, 'urls.ts'), 'utf8')
    writeFileSync(join(cwd, 'urls.ts'), urls.replace('<str:name>', '<int:name>'))
    expect(typeErrors(cwd)).toContain("Type 'number' is not assignable to type 'string'")
  })
})

describe("what it refuses, in Django's words", () => {
  test.each([
    ['9x', "'9x' is not a valid project name. Please make sure the name is a valid identifier."],
    ['a/b', "'a/b' is not a valid project name. Please make sure the name is a valid identifier."],
    ['', "'' is not a valid project name. Please make sure the name is a valid identifier."],
    ['..', "'..' is not a valid project name. Please make sure the name is a valid identifier."],
    ['class', "'class' is not a valid project name. Please make sure the name is a valid identifier."],
    [
      'my-site',
      '\'my-site\' is not a valid project name. Please make sure the name is a valid identifier. Did you mean "my_site"?',
    ],
    [
      'http',
      "'http' conflicts with the name of an existing Node.js module and cannot be used as a project name. " +
        'Please try another name.',
    ],
  ])('the name %j', async (name, message) => {
    const cwd = emptyFolder()
    expect(await tinyDjango(['startproject', name], { cwd })).toEqual({
      code: 1,
      stdout: '',
      stderr: `CommandError: ${message}\n`,
    })
    expect(readdirSync(cwd)).toEqual([])
  })

  test.each([
    ['a folder', (path: string) => mkdirSync(path)],
    ['a file', (path: string) => writeFileSync(path, '')],
    ['a link that leads nowhere', (path: string) => symlinkSync('/nowhere/at/all', path)],
  ])('%s of that name', async (_, make) => {
    const cwd = emptyFolder()
    make(join(cwd, 'mysite'))
    const { code, stderr } = await tinyDjango(['startproject', 'mysite'], { cwd })
    expect({ code, stderr }).toEqual({ code: 1, stderr: `CommandError: '${join(cwd, 'mysite')}' already exists\n` })
  })

  test('a destination that is not there, or no folder', async () => {
    const cwd = emptyFolder()
    writeFileSync(join(cwd, 'file'), '')
    expect((await tinyDjango(['startproject', 'mysite', 'nowhere'], { cwd })).stderr).toBe(
      `CommandError: Destination directory '${join(cwd, 'nowhere')}' does not exist, please create it first.\n`,
    )
    expect((await tinyDjango(['startproject', 'mysite', 'file'], { cwd })).stderr).toBe(
      `CommandError: '${join(cwd, 'file')}' already exists and is not a directory\n`,
    )
  })

  test('a folder that has one of the files, before it writes any', async () => {
    for (const name of FILES.filter(each => each !== '.tiny-django')) {
      const cwd = emptyFolder()
      writeFileSync(join(cwd, name), 'mine')
      const { code, stderr } = await tinyDjango(['startproject', 'mysite', '.'], { cwd })
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr:
          `CommandError: ${join(cwd, name)} already exists. ` +
          "Overlaying a project into an existing directory won't replace conflicting files.\n",
      })
      expect(readdirSync(cwd)).toEqual([name])
      expect(readFileSync(join(cwd, name), 'utf8')).toBe('mine')
    }
  })

  test('a folder that has gone', async () => {
    const cwd = emptyFolder()
    rmSync(cwd, { recursive: true })
    writeFileSync(cwd, '')
    const { code, stderr } = await tinyDjango(['startproject', 'mysite'], { cwd })
    expect(code).toBe(1)
    expect(stderr).toBe(`CommandError: Not a directory: '${join(cwd, 'mysite')}'\n`)
  })
})
