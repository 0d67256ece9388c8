import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'

export interface TypecheckEvents {
  /** What the compiler has to say, each time it has looked; or why it cannot. */
  found(text: string): void
  /** It had something to say before, and has no more. */
  clean(): void
}

/** The project's own TypeScript compiler, which looks at the types whenever a file changes. It holds up nothing. */
export class Typecheck {
  readonly #root: string
  readonly #events: TypecheckEvents
  #process: ChildProcess | null = null
  #lines: string[] = []
  #rest = ''
  #hadErrors = false

  constructor(root: string, events: TypecheckEvents) {
    this.#root = root
    this.#events = events
  }

  start(): void {
    const compiler = compilerOf(this.#root)
    if (compiler === null) {
      return this.#events.found(
        '--typecheck needs TypeScript. Install it in the project: npm install --save-dev typescript',
      )
    }
    const args = [compiler, '--noEmit', '--watch', '--preserveWatchOutput', '--pretty', 'false']
    this.#process = spawn(process.execPath, args, { cwd: this.#root, stdio: ['ignore', 'pipe', 'ignore'] })
    this.#process.stdout!.setEncoding('utf8').on('data', (text: string) => this.#read(text))
    this.#process.on('error', error => this.#events.found(`--typecheck: ${error.message}`))
  }

  stop(): void {
    this.#process?.kill()
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split(/\r?\n/)
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#onLine(line)
  }

  #onLine(line: string): void {
    if (/ - (?:Starting|File change detected)/.test(line)) this.#lines = []
    else if (/ - Found \d+ errors?\./.test(line)) this.#tell()
    else if (line.trim() !== '') this.#lines.push(line)
  }

  #tell(): void {
    if (this.#lines.length > 0) this.#events.found(this.#lines.join('\n'))
    else if (this.#hadErrors) this.#events.clean()
    this.#hadErrors = this.#lines.length > 0
    this.#lines = []
  }
}

function compilerOf(root: string): string | null {
  try {
    const manifest = createRequire(join(root, 'tiny-django.js')).resolve('typescript/package.json')
    return join(manifest, '..', 'bin', 'tsc')
  } catch {
    return null
  }
}
