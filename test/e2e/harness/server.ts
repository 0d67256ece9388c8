import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import type { Writable } from 'node:stream'
import { afterAll } from 'vitest'
import { type Answer, exchange, type OpenAnswer, open, type RequestOptions, request } from './http.js'
import { installTarball, npmEnvironment, userEnvironment } from './install.js'
import { type Process, processesWith } from './processes.js'
import { Project } from './project.js'

export interface ServerOptions {
  /** What follows `runserver` and the port. */
  readonly args?: readonly string[]
  /** The address in the form of the command line; a free port when it is not given. */
  readonly address?: string
  readonly env?: Readonly<Record<string, string>>
  /** Where the command is typed; the project's folder when it is not given. */
  readonly cwd?: string
  /** The whole command, when it is not `tiny-django runserver`. */
  readonly command?: readonly string[]
  readonly uid?: number
  /** It is started in a terminal this wide, as `script` makes one; then keys can be pressed. */
  readonly columns?: number
}

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

const markName = 'TINY_DJANGO_E2E'
/** By which the processes of a server are told from others. */
export const markEnvironment = (mark: string) => ({ [markName]: mark })
/** Waiting longer than this for something that must happen is a failure. */
const patienceMs = 20_000

const running = new Set<RunningServer>()
afterAll(async () => {
  for (const server of running) await server.stop()
})
process.on('exit', () => {
  for (const server of running) server.killGroup('SIGKILL')
})

/** A dev server as a user has started it, in a process group of its own as a shell does it. */
export class RunningServer {
  readonly pid: number
  readonly port: number
  readonly url: string
  readonly exited: Promise<Exit>
  readonly #mark: string
  readonly #input: Writable | null
  readonly #lookers = new Set<() => void>()
  #output = ''
  #cursor = 0
  #exit: Exit | null = null

  constructor(process: ChildProcess, port: number, mark: string) {
    this.#mark = mark
    this.#input = process.stdin
    this.pid = process.pid ?? 0
    this.port = port
    this.url = `http://127.0.0.1:${port}`
    running.add(this)
    for (const stream of [process.stdout, process.stderr]) {
      stream?.setEncoding('utf8').on('data', text => {
        this.#output += text
        this.#look()
      })
    }
    this.exited = new Promise(resolve => {
      process.on('close', (code, signal) => {
        this.#exit = { code, signal }
        running.delete(this)
        this.#look()
        resolve(this.#exit)
      })
    })
  }

  /** Presses keys, one after the other, in the terminal that it was started in. */
  press(keys: string): void {
    this.#input?.write(keys)
  }

  /** Everything printed so far. */
  get output(): string {
    return this.#output
  }

  get(target: string, headers: RequestOptions['headers'] = {}): Promise<Answer> {
    return request(this.url, target, { headers })
  }

  /** Sends a form. */
  post(target: string, form: Readonly<Record<string, string>>): Promise<Answer> {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    return request(this.url, target, { method: 'POST', headers, body: String(new URLSearchParams(form)) })
  }

  request(target: string, options: RequestOptions): Promise<Answer> {
    return request(this.url, target, options)
  }

  open(target: string, headers: Record<string, string> = {}): Promise<OpenAnswer> {
    return open(this.url, target, { headers })
  }

  /** Bytes as they are, on a connection of their own. */
  exchange(bytes: string | Buffer): Promise<string> {
    return exchange(this.port, bytes)
  }

  /** The next line that matches, after the one that this returned last. */
  waitForLine(pattern: RegExp): Promise<string> {
    return this.#wait(`a line like ${pattern}`, () => {
      const match = new RegExp(pattern.source, `${pattern.flags.replace(/[gm]/g, '')}gm`)
      match.lastIndex = this.#cursor
      const found = match.exec(this.#output)
      if (!found) return undefined
      const end = this.#output.indexOf('\n', found.index + found[0].length)
      if (end === -1 && !this.#exit) return undefined // the line is not complete
      this.#cursor = end === -1 ? this.#output.length : end + 1
      return this.#output.slice(this.#output.lastIndexOf('\n', found.index) + 1, end === -1 ? undefined : end)
    })
  }

  /**
   * Resolves when `text` stands anywhere in what was printed. Standard output and standard error come by two pipes, so
   * of what is in the one nobody knows whether it was before or after a line of the other.
   */
  async printed(text: string): Promise<void> {
    await this.#wait(text, () => (this.#output.includes(text) ? text : undefined))
  }

  /** What an open page listens to: the first event has come, each `next()` waits for the one after. */
  async events(): Promise<LiveEvents> {
    const events = new LiveEvents(await this.open('/__tiny_django__/events'))
    await events.next()
    return events
  }

  /** The processes of this server: front, app, spare, esbuild, and whatever the project has started. */
  processes(): Process[] {
    return processesWith(markName, this.#mark)
  }

  /** Those of them that run the project or are ready to: live, spare and draining ones. */
  appProcesses(): Process[] {
    return this.processes().filter(({ command }) => command.includes('/tiny-django/dist/devserver/'))
  }

  /** What Ctrl-C does: the signal goes to the whole process group of the terminal. Resolves when nothing is left. */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<Exit> {
    if (!this.#exit) this.killGroup(signal)
    const exit = await this.exited
    await this.nothingLeft()
    return exit
  }

  /** Rejects when a process of this server outlives it. */
  nothingLeft(): Promise<void> {
    return until(
      () => this.processes().length === 0,
      () => `These processes are left:\n${this.processes().map(describe).join('\n')}`,
    )
  }

  killGroup(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.pid, signal)
    } catch {
      // It has ended.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  #look(): void {
    for (const look of this.#lookers) look()
  }

  #wait(what: string, look: () => string | undefined): Promise<string> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        clearTimeout(timer)
        this.#lookers.delete(looker)
        settle()
      }
      const looker = () => {
        const found = look()
        if (found !== undefined) finish(() => resolve(found))
        else if (this.#exit) finish(() => reject(this.#failure(`The server ended before it printed ${what}.`)))
      }
      const timer = setTimeout(() => finish(() => reject(this.#failure(`It did not print ${what}.`))), patienceMs)
      this.#lookers.add(looker)
      looker()
    })
  }

  #failure(message: string): Error {
    return new Error(`${message} What it printed:\n${this.#output}`)
  }
}

/** The event stream that the script in a page listens to. */
export class LiveEvents {
  readonly answer: OpenAnswer
  #text = ''

  constructor(answer: OpenAnswer) {
    this.answer = answer
  }

  /** The version that the next event names: what is served has changed. */
  async next(): Promise<string> {
    for (;;) {
      const [event, ...rest] = this.#text.split('\n\n')
      if (rest.length > 0) {
        this.#text = rest.join('\n\n')
        if (event!.startsWith('data: ')) return JSON.parse(event!.replace(/^data: /, '')).version
        continue // it may have come together with the next
      }
      const { done, value } = await withPatience(this.answer.chunks.next(), 'another live reload event')
      if (done) throw new Error('The event stream has ended.')
      this.#text += value.toString()
    }
  }

  close(): void {
    this.answer.close()
  }
}

async function withPatience<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`There was no ${what}.`)), patienceMs)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Runs `tiny-django runserver` of the installed tarball; resolves when it listens. */
export async function startServer(where: Project | string, options: ServerOptions = {}): Promise<RunningServer> {
  const server = await spawnServer(where, options)
  await server.waitForLine(/^Quit the server with CONTROL-C\./)
  return server
}

/** The Node.js that servers are run by: another than that of the tests where TINY_DJANGO_E2E_NODE names one. */
export const node = process.env.TINY_DJANGO_E2E_NODE ?? process.execPath

/** The same, for one that may end at once. */
export async function spawnServer(where: Project | string, options: ServerOptions = {}): Promise<RunningServer> {
  const { bin } = await installTarball()
  const port = await freePort()
  const { args = [], address = String(port), env = {}, command = [node, bin], uid } = options
  const folder = where instanceof Project ? where.folder : where
  const mark = `${process.pid}.${port}.${Date.now()}`
  const line = [...command, 'runserver', address, ...args]
  const [program, ...others] = options.columns === undefined ? line : inTerminal(line, options.columns)
  const child = spawn(program!, others, {
    cwd: options.cwd ?? folder,
    env: { ...userEnvironment(), ...npmEnvironment, ...env, [markName]: mark },
    stdio: [options.columns === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    detached: true,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  return new RunningServer(child, Number(/\d+$/.exec(address)?.[0]), mark)
}

/** The command that runs another in a terminal of its own. */
function inTerminal(line: readonly string[], columns: number): string[] {
  const quoted = line.map(each => `'${each.replaceAll("'", `'\\''`)}'`).join(' ')
  return ['script', '-qefc', `stty cols ${columns} rows 40; exec ${quoted}`, '/dev/null']
}

/** Resolves when `condition` holds: for what tells nobody that it has happened, such as the end of a process. */
export async function until(condition: () => boolean, failure: () => string): Promise<void> {
  const deadline = performance.now() + patienceMs
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(failure())
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

/** A port that nobody listens on, on either loopback address; outside the range that the system gives to clients. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    if ((await isFree(port, '127.0.0.1')) && (await isFree(port, '::1'))) return port
  }
}

/**
 * Resolves when nobody listens there any more: a process that ends gives up its memory, and is not to be seen by then, some
 * moments before its files and ports.
 */
export async function freed(port: number, host?: string): Promise<void> {
  const deadline = performance.now() + patienceMs
  while (!(await isFree(port, host))) {
    if (performance.now() > deadline) throw new Error(`Port ${port} is still taken.`)
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise(resolve => {
    const probe = createServer()
    probe.once('error', error => resolve((error as NodeJS.ErrnoException).code === 'EADDRNOTAVAIL'))
    probe.listen({ port, host, ipv6Only: true }, () => probe.close(() => resolve(true)))
  })
}

function describe({ pid, command }: Process): string {
  return `${pid} ${command}`
}
