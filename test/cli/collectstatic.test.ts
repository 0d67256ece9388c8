import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ProjectQuestion } from '../../src/devserver/index.js'
import { emptyFolder, tinyDjango } from './helpers.js'

/** A project with one stylesheet, and the command line in it. `answer`: what is typed when it asks. */
function site({ hasRoot = true, answer }: { hasRoot?: boolean; answer?: string } = {}) {
  const folder = emptyFolder()
  const root = join(folder, 'out')
  mkdirSync(join(folder, 'static'))
  writeFileSync(join(folder, 'static/site.css'), 'h1 { color: red }')
  const questions: ProjectQuestion[] = []
  const inspectProject = async (_root: string, question: ProjectQuestion) => {
    questions.push(question)
    const files = [{ path: 'site.css', source: join(folder, 'static/site.css') }]
    const manifest = { name: 'staticfiles.json', passes: 5, jsModules: false }
    const hidden = ['site.css']
    const collect = { files, hidden, root: hasRoot ? root : null, url: '/static/', manifest, hasStorage: true }
    return { ok: true as const, urls: [], problems: [], collect }
  }
  const run = (...args: string[]) =>
    tinyDjango(['collectstatic', folder, ...args], { devServer: { inspectProject }, answer })
  return { folder, root, run, questions }
}

const hiddenText =
  "Found another file with the destination path 'site.css'. It will be ignored since only the first encountered file " +
  'is collected. If this is not what you want, make sure every static file has a unique path.\n'

test('copies the files, gives them their names, and counts', async () => {
  const { run, root, questions } = site()
  expect(await run()).toEqual({
    code: 0,
    stdout: `${hiddenText}\n1 static file copied to '${root}', 1 post-processed.\n`,
    stderr: '',
  })
  expect(readFileSync(join(root, 'site.b66302a83889.css'), 'utf8')).toBe('h1 { color: red }')
  expect(questions).toEqual([{ collect: { ignore: ['CVS', '.*', '*~'] } }])
  expect((await run('--noinput', '-v', '2')).stdout).toContain(`, 1 unmodified, 1 post-processed.`)
})

test('--ignore, --no-default-ignore and --no-post-process', async () => {
  const { run, root, questions } = site()
  const { stdout } = await run('-i', '*.scss', '--ignore', 'src', '--no-default-ignore', '--no-post-process', '-v', '2')
  expect(questions).toEqual([{ collect: { ignore: ['*.scss', 'src'] } }])
  expect(stdout).toContain("Copying '")
  expect(stdout).toContain(`1 static file copied to '${root}'.`)
})

describe('where there are files already, it asks', () => {
  test('and stops unless the answer is yes', async () => {
    const { run, root } = site({ answer: 'no' })
    mkdirSync(root)
    writeFileSync(join(root, 'old.css'), '')
    const { code, stdout, stderr } = await run('--clear')
    expect(code).toBe(1)
    expect(stdout).toBe(
      '\nYou have requested to collect static files at the destination\nlocation as specified in your settings:\n\n' +
        `    ${root}\n\nThis will DELETE ALL FILES in this location!\nAre you sure you want to do this?\n\n` +
        "Type 'yes' to continue, or 'no' to cancel: ",
    )
    expect(stderr).toBe('CommandError: Collecting static files cancelled.\n')
  })

  test('and goes on with yes; --no-input and --noinput do not ask', async () => {
    const { run, root } = site({ answer: 'yes' })
    mkdirSync(root)
    writeFileSync(join(root, 'old.css'), '')
    const { code, stdout } = await run('--dry-run')
    expect(code).toBe(0)
    expect(stdout).toContain('You have activated the --dry-run option so no files will be modified.')
    expect(stdout).toContain('This will overwrite existing files!')
    for (const flag of ['--no-input', '--noinput']) expect((await run(flag)).stdout).not.toContain('Are you sure')
  })
})

test('without STATIC_ROOT there is nowhere to go', async () => {
  const { run } = site({ hasRoot: false })
  expect(await run()).toMatchObject({
    code: 1,
    stderr:
      "CommandError: You're using the staticfiles app without having set the STATIC_ROOT setting to a filesystem path.\n",
  })
})

test('a stylesheet that names what is not there is told', async () => {
  const { run, folder, root } = site()
  writeFileSync(join(folder, 'static/site.css'), 'a { background: url(nope.png) }')
  expect(await run()).toMatchObject({
    code: 1,
    stderr:
      "Post-processing 'site.css' failed!\n\n" + `CommandError: The file 'nope.png' could not be found in '${root}'.\n`,
  })
})

test('--json is for programs', async () => {
  const { run, root } = site()
  expect(JSON.parse((await run('--json')).stdout)).toEqual({
    destination: root,
    modified: ['site.css'],
    unmodified: [],
    postProcessed: ['site.css'],
    names: { 'site.css': 'site.b66302a83889.css' },
  })
})
