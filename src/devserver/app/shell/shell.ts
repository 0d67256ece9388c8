import { join } from 'node:path'
import repl from 'node:repl'
import vm from 'node:vm'
import { colorStyle, noStyle, type Style } from '../../../management/style.js'
import type { ShellTask } from '../../protocol.js'
import { stateFolder } from '../../types.js'
import { tracebackOf } from '../traceback.js'
import { compileInput, compileProgram, importName } from './code.js'
import { Scope, type ShellHost } from './scope.js'

type Evaluate = repl.REPLServer['eval']

/** Evaluates TypeScript that is typed, piped or given, with the project's names in scope. Django: "shell". */
export class Shell {
  readonly #task: ShellTask
  readonly #host: ShellHost
  readonly #scope: Scope
  readonly #style: Style
  #repl: repl.REPLServer | null = null

  constructor(task: ShellTask, host: ShellHost) {
    this.#task = task
    this.#host = host
    this.#scope = new Scope(host.project())
    this.#style = task.screen.color ? colorStyle : noStyle
  }

  /** Resolves with the exit code. */
  async run(): Promise<number> {
    await this.#scope.begin(this.#task.noImports)
    const { code } = this.#task
    if (code !== undefined) return this.#runProgram(code, '[command line]')
    if (!process.stdin.isTTY) return this.#runProgram(await wholeInput(), '[standard input]')
    return this.#interact()
  }

  /** The project was loaded again. */
  async reloaded(): Promise<void> {
    this.#scope.renew(this.#host.project())
    if (this.#task.verbosity > 0) this.tell(this.#style.SUCCESS('The project was loaded again.'))
  }

  /** Prints a line above what is being typed. */
  tell(sentence: string): void {
    if (!this.#repl) return void process.stderr.write(`${sentence}\n`)
    process.stdout.write(`\r\u001b[J${sentence}\n`)
    this.#repl.displayPrompt(true)
  }

  async #runProgram(source: string, name: string): Promise<number> {
    const file = join(this.#host.project().root, name)
    this.#defineImports(globalThis)
    try {
      const { code, map } = compileProgram(source, file)
      this.#host.mapPositions(file, map)
      await (vm.compileFunction(code, [], { filename: file }) as () => Promise<void>)()
      return 0
    } catch (error) {
      process.stderr.write(`${tracebackOf(error)}\n`)
      return 1
    }
  }

  #interact(): Promise<number> {
    this.#greet()
    const server = repl.start({
      prompt: '>>> ',
      useGlobal: true,
      breakEvalOnSigint: true,
      useColors: this.#task.screen.color,
    })
    this.#repl = server
    this.#defineImports(server.context)
    this.#evaluateTypeScript(server)
    this.#keepHistory(server)
    return new Promise(resolve => server.on('exit', () => resolve(0)))
  }

  #greet(): void {
    const { verbosity, noImports } = this.#task
    if (verbosity === 0 || noImports) return
    const { count, statements } = this.#scope
    const sentence = `${count} objects imported automatically`
    const details =
      verbosity > 1 ? `:\n\n${statements.map(each => `  ${each}`).join('\n')}\n` : ' (use -v 2 for details).'
    process.stdout.write(`${this.#style.SUCCESS(sentence + details)}\n`)
  }

  // Node's own evaluation does the rest: top-level await, values that can be printed, Ctrl-C.
  #evaluateTypeScript(server: repl.REPLServer): void {
    const evaluate = server.eval as Evaluate
    const own: Evaluate = function (this: repl.REPLServer, source, context, file, done) {
      const compiled = compileInput(source)
      if (compiled.kind === 'incomplete')
        return done(new repl.Recoverable(new SyntaxError('More has to follow.')), undefined)
      return evaluate.call(this, compiled.code, context, file, done)
    }
    Object.defineProperty(server, 'eval', { value: own })
  }

  #keepHistory(server: repl.REPLServer): void {
    try {
      const file = join(stateFolder(this.#host.project().root), 'shell_history')
      server.setupHistory(file, () => {}) // a folder that cannot be written has none
    } catch {}
  }

  #defineImports(context: object): void {
    const define = (name: string, value: unknown) =>
      Object.defineProperty(context, name, { value, configurable: true, writable: true, enumerable: false })
    define('require', (specifier: string) => this.#scope.require(specifier))
    define(importName, async (specifier: string) => this.#scope.require(specifier))
  }
}

async function wholeInput(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
