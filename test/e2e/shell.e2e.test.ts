import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { installTarball, userEnvironment } from './harness/install.js'
import { type Project, project, views } from './harness/project.js'
import { run } from './harness/shell.js'

let bin: string
beforeAll(async () => {
  bin = (await installTarball()).bin
})

const site = {
  'views.ts': views(`
export const index = (_: HttpRequest) => new HttpResponse('first')
export const broken = (_: HttpRequest) => { throw new Error('a fault') }`),
  'urls.ts': `
    import { path, type URLPatterns } from 'tiny-django/urls'
    import * as polls from './polls/views'
    import * as views from './views'
    export const urlpatterns = [
      path('', views.index, { name: 'index' }), path('broken/', views.broken), path('polls/', polls.list, { name: 'polls' }),
    ] satisfies URLPatterns`,
  'polls/views.ts': views(
    `export const list = (_: HttpRequest) => new HttpResponse('polls')\nexport const total: number = 3`,
  ),
}

/** The shell in a terminal: what is printed is waited for. */
class Typist {
  readonly #process: ChildProcess
  #seen = ''
  #all = ''
  #onOutput = () => {}

  constructor(folder: string, args: readonly string[] = []) {
    const env = { ...userEnvironment(), TERM: 'xterm', NO_COLOR: '1' }
    const pty = join(import.meta.dirname, 'harness', 'terminal.py')
    const command = [pty, process.execPath, bin, 'shell', ...args]
    this.#process = spawn('python3', command, { cwd: folder, env, stdio: ['pipe', 'pipe', 'inherit'] })
    onTestFinished(() => void this.#process.kill('SIGKILL'))
    this.#process.stdout!.setEncoding('utf8').on('data', (text: string) => {
      this.#seen += text
      this.#all += text
      this.#onOutput()
    })
  }

  /** Resolves when this was printed after what was waited for before. */
  async sees(text: string): Promise<void> {
    while (!stripVTControlCharacters(this.#seen).includes(text)) {
      await new Promise<void>(resolve => {
        this.#onOutput = resolve
      })
    }
    this.#seen = ''
  }

  /** Types a line and waits for what it gives. */
  async line(text: string, answer: string): Promise<void> {
    this.type(`${text}\r`)
    await this.sees(`\r\n${answer}`)
  }

  type(text: string): void {
    this.#process.stdin!.write(text)
  }

  async end(): Promise<{ code: number | null; output: string }> {
    const ended = once(this.#process, 'close')
    this.type('\u0004')
    const [code] = (await ended) as [number | null]
    return { code, output: stripVTControlCharacters(this.#all) }
  }
}

async function typist(folder: Project, args?: readonly string[]): Promise<Typist> {
  const shell = new Typist(folder.folder, args)
  await shell.sees('>>> ')
  return shell
}

test('TypeScript is evaluated as it is typed, with the project in scope', async () => {
  const folder = project(site)
  const shell = await typist(folder)
  await shell.line('const n: number = 41', 'undefined')
  await shell.line('n + 1', '42')
  await shell.line('{ a: n }', '{ a: 41 }')
  await shell.line('function double(x: number): number {', '')
  await shell.line('return x * 2 }', 'undefined')
  await shell.line('double(n)', '82')
  await shell.line('reverse("polls")', "'/polls/'")
  await shell.line('polls.views.total', '3')
  await shell.line('import { total as howMany } from "./polls/views"', 'undefined')
  await shell.line('howMany', '3')
  await shell.line('(await client.get(reverse("polls"))).text', "'polls'")
  await shell.line('settings.DEBUG', 'true')
  await shell.line(
    'await client.get("/broken/")',
    `Uncaught Error: a fault\r\n    at broken (${folder.path('views.ts:4:')}`,
  )
  shell.type('setTimeout(() => { throw new Error("later") }) && 0\r')
  await shell.sees('Uncaught Error: later')
  await shell.line('nothing', 'Uncaught ReferenceError: nothing is not defined')
  const { code, output } = await shell.end()
  expect(code).toBe(0)
  expect(output).toMatch(/^\d+ objects imported automatically \(use -v 2 for details\)\./)
  expect(readFileSync(folder.path('.tiny-django/shell_history'), 'utf8')).toContain('double(n)\n')
})

test('what is saved is loaded again; what does not build is told, and the names stay', async () => {
  const folder = project(site)
  const shell = await typist(folder)
  const page = '(await client.get("/")).text'
  await shell.line('const mine = 5', 'undefined')
  await shell.line(page, "'first'")
  folder.write('views.ts', site['views.ts'].replace('first', 'second'))
  await shell.sees('The project was loaded again.')
  await shell.line(page, "'second'")
  folder.write('views.ts', 'export const = 1')
  await shell.sees('views.ts:1:14: Expected identifier but found "="')
  await shell.line(page, "'second'")
  folder.write('views.ts', site['views.ts'].replace('first', 'third'))
  await shell.sees('The project was loaded again.')
  await shell.line(page, "'third'")
  await shell.line('mine', '5')
  expect((await shell.end()).code).toBe(0)
})

test('Ctrl-C interrupts what runs, and what waits', async () => {
  const shell = await typist(project(site))
  await shell.line('for (let i = 0; ; i++) if (i === 1) console.log("round", "and round")', 'round and round')
  shell.type('\u0003')
  await shell.sees('Script execution was interrupted by `SIGINT`')
  // Said when it waits already: a Ctrl-C before that is one at the prompt.
  await shell.line('setTimeout(() => console.log("wait" + "ing")); await new Promise(() => {})', 'waiting')
  shell.type('\u0003')
  await shell.sees('Script execution was interrupted by `SIGINT`')
  await shell.line('1 + 1', '2')
  expect((await shell.end()).code).toBe(0)
})

test('-v 2 lists what is in scope, --no-imports leaves it empty', async () => {
  const folder = project(site)
  const listed = await (await typist(folder, ['-v', '2'])).end()
  expect(listed.output).toContain('objects imported automatically:\r\n\r\n  import { ')
  expect(listed.output).toContain("  import * as polls.views from './polls/views'\r\n")
  const bare = await typist(folder, ['--no-imports'])
  await bare.line('typeof client + typeof polls', "'undefinedundefined'")
  expect((await bare.end()).output).toMatch(/^>>> /)
})

test('-c runs a program, and a pipe brings one', async () => {
  const { folder } = project(site)
  const typed = (code: string) => run(process.execPath, [bin, 'shell', '-c', code], folder)
  const code =
    'const { statusCode }: { statusCode: number } = await client.get("/"); console.log(statusCode, urls.urlpatterns.length)'
  expect(await typed(code)).toEqual({ code: 0, stdout: '200 3\n', stderr: '' })
  const failed = await typed('\nthrow new TypeError("no")')
  expect(failed.code).toBe(1)
  expect(failed.stderr).toMatch(/^TypeError: no\n {4}at .*\[command line\]:2:7/)
  expect((await typed('let a: = 1')).stderr).toContain('[command line]:1:8: Unexpected "="')
  const piped = spawn(process.execPath, [bin, 'shell'], { cwd: folder, env: userEnvironment(), stdio: 'pipe' })
  piped.stdin.end('import { total } from "./polls/views"\nconsole.log(total)\n')
  const [text] = (await once(piped.stdout, 'data')) as [Buffer]
  expect(String(text)).toBe('3\n')
})
