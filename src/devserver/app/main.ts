// The app process: it runs the project's code, and nothing else does. It speaks to the front over file descriptor 3
// (frames) and has a guard thread on file descriptor 4.
import { readFileSync } from 'node:fs'
import net from 'node:net'
import { join, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import '../../adapters/node-platform.js'
import { removeAtSignal } from '../../adapters/node-temporary.js'
import type { CheckMessage } from '../../checks/messages.js'
import { Signal } from '../../dispatch/signal.js'
import * as signals from '../../dispatch/signals.js'
import { templatesChanged } from '../../template/folders.js'
import { registerModule } from '../../urls/names.js'
import { setHotKeeper } from '../../utils/hot-state.js'
import { Channel, decodeJson, encodeJson } from '../channel.js'
import { packageRoot } from '../package.js'
import { appVariable, signalStrays } from '../processes.js'
import {
  type Definitions,
  Frame,
  type Loaded,
  type LoadFailure,
  type LoadPlan,
  type ProjectQuestion,
  type RequestHead,
  type StackFrame,
  type Task,
} from '../protocol.js'
import type { InsideRecord } from '../record.js'
import { refusedCommands, useCommands } from './commands.js'
import { debug, setDebugSources } from './debug.js'
import { Faults } from './faults.js'
import { HotStates } from './hot-states.js'
import type { ImportErrors, UnknownName } from './imports.js'
import { Listeners } from './listeners.js'
import { Loader } from './loader.js'
import type { ThrowWatcher } from './locals/throws.js'
import { locate } from './locations.js'
import { ownModule, ownNames, ownPathOf, shareOwnModules } from './own-modules.js'
import type { PackageError } from './packages.js'
import { loadProject, moduleName, type Project, templateFoldersOf } from './project.js'
import { Recorder, type Recording, watchRequests } from './recorder.js'
import { AppServer, currentExchange } from './server.js'
import { installStackMapping, type Position, SourcePositions } from './stacks.js'
import type { RunningTask } from './tasks.js'
import { tracebackOf } from './traceback.js'
import { warmUp } from './warm-up.js'

// Before the project can put others in their place.
const { setTimeout: later, setImmediate: soon } = globalThis
const { getBuiltinModule } = process
const { apply } = Reflect
const channelFd = 3
const guardFd = 4

/** Its default export has the entry modules by path (see compiler/esbuild.ts). */
type BundleNamespace = { readonly default: Readonly<Record<string, object>> }

class AppProcess {
  readonly #channel: Channel
  readonly #loader = new Loader()
  readonly #positions = new SourcePositions(path => this.#loader.mapOf(path))
  readonly #hot = new HotStates({
    snapshot: bytes => this.#channel.sendBytes(Frame.snapshot, 0, bytes),
    warning: sentence => this.#channel.sendJson(Frame.warning, 0, sentence),
  })
  readonly #recorder = new Recorder(() => this.#describeRecording())
  readonly #faults: Faults
  readonly #listeners: Listeners
  #project: Project | null = null
  /** The project's folder, wherever its code goes to. */
  #root = ''
  #server: AppServer | null = null
  #throws: ThrowWatcher | null = null
  #hasGuard = false
  #task: RunningTask | null = null
  /** Undoes what the modules that were evaluated have registered. */
  #unregister: (() => void) | null = null

  constructor() {
    process.env[appVariable] = String(process.pid)
    const socket = new net.Socket({ fd: channelFd, readable: true, writable: true })
    socket.on('close', endWithChildren).on('error', endWithChildren)
    this.#channel = new Channel(socket, (type, id, payload) => this.#on(type, id, payload))
    installStackMapping(this.#positions, join(packageRoot, 'dist') + sep)
    setDebugSources({
      readSource,
      isProject: file => this.#isProject(file),
      locate: written => this.#placeOf(written),
      caughtFrames: thrown =>
        this.#throws?.framesOf(thrown)?.map(frame => ({ ...frame, ...this.#positions.original(frame) })),
    })
    this.#faults = new Faults(this.#channel)
    this.#listeners = new Listeners(() => this.#channel.sendEmpty(Frame.listens))
    setHotKeeper(this.#hot)
    watchRequests(() => currentExchange.getStore()?.recording ?? undefined)
    this.#introduceToGuard()
    setImmediate(() => this.#channel.sendEmpty(Frame.ready)) // a plan that waits in the pipe already comes first
  }

  #on(type: number, id: number, payload: Buffer): void {
    switch (type) {
      case Frame.request:
        return this.#request(id, decodeJson<RequestHead>(payload))
      case Frame.body:
        return this.#server?.bodyChunk(id, payload)
      case Frame.bodyEnd:
        return this.#server?.bodyEnd(id)
      case Frame.credit:
        return this.#server?.credit(id, decodeJson<number>(payload))
      case Frame.abort:
        return this.#server?.abort(id)
      case Frame.identify:
        return this.#server?.identify(id)
      case Frame.hotStates:
        return this.#hot.take(payload)
      case Frame.takeSnapshot:
        return this.#hot.send()
      case Frame.leaveDebugger:
        return closeInspector()
      case Frame.takeRecords:
        return this.#channel.sendJson(Frame.records, 0, this.#recorder.take())
      case Frame.templates:
        return templatesChanged()
      case Frame.vacate:
        this.#listeners.close()
        return this.#channel.sendEmpty(Frame.vacated)
      case Frame.ping:
        return this.#channel.sendEmpty(Frame.pong)
      case Frame.define:
        return this.#define(decodeJson<Definitions>(payload))
      case Frame.load:
        return void this.#load(decodeJson<LoadPlan>(payload))
      case Frame.describe:
        return void this.#describe(decodeJson<ProjectQuestion>(payload))
      case Frame.tell:
        return this.#task?.tell(decodeJson<string>(payload))
      case Frame.task:
        return void this.#run(decodeJson<Task>(payload))
    }
  }

  // Starting the guard takes some milliseconds, which the very first answer is not made to wait for. (Every generation
  // but the first has its guard by now.)
  #request(id: number, head: RequestHead): void {
    if (!head.hasWaited) {
      this.#startGuard()
      this.#watchThrows()
    }
    this.#server?.begin(id, head)
  }

  /** A spare gets here: it has time to start its guard before anything of the project runs. */
  #define({ modules }: Definitions): void {
    this.#startGuard()
    this.#loader.define(modules)
    warmUp()
    void shareOwnModules()
    setImmediate(() => this.#watchThrows())
  }

  async #load(plan: LoadPlan): Promise<void> {
    if (!plan.isFirst) this.#startGuard()
    this.#root = plan.root
    try {
      await Promise.race([this.#evaluate(plan), this.#faults.whileLoading()])
      this.#faults.loaded()
      this.#channel.sendJson(Frame.loaded, 0, this.#loaded(this.#project!))
      this.#server?.prepare()
      this.#hot.loaded()
      await this.#task?.reloaded()
    } catch (error) {
      this.#channel.sendJson(Frame.loadFailed, 0, this.#failure(error))
    }
    later(() => {
      this.#startGuard()
      this.#watchThrows()
    }, 20)
  }

  /** For the local variables on error pages, which are there while DEBUG is on; as late as the guard, for its reason. */
  #watchThrows(): void {
    if (this.#project?.app.settings.DEBUG === false) return this.#throws?.stop()
    if (this.#throws !== null) return
    const { ThrowWatcher } = require('./locals/throws.js') as typeof import('./locals/throws.js')
    this.#throws = new ThrowWatcher(
      file => this.#isProject(file),
      () => currentExchange.getStore(),
    )
    this.#throws.start()
  }

  async #evaluate(plan: LoadPlan): Promise<void> {
    process.chdir(plan.root)
    for (const [name, value] of Object.entries(plan.env)) process.env[name] ??= value
    if (plan.inspect) await this.#openInspector(plan.inspect)
    if (!plan.isServed) this.#beginAnew()
    this.#loader.define(plan.changed)
    this.#loader.keepOnly(plan.paths)
    this.#positions.reset()
    await this.#importPackages(plan)
    await this.#checkNames(plan)
    if (this.#loader.usesResolve) {
      const { packageResolver } = await import('./packages.js')
      this.#loader.resolvePackage = await packageResolver(plan.root)
    }
    const run = await this.#runner(plan)
    this.#project = loadProject(plan, run, path => this.#loader.codeOf(path), this.#recorder.observer)
    useCommands(plan, this.#project.app.settings.INSTALLED_APPS, run)
    for (const [path, exports] of this.#loader.evaluated())
      registerModule(moduleName(plan.root, path), exports as Record<string, unknown>)
    this.#server = new AppServer(this.#project.app, this.#channel, plan, () => this.#hot.touched(), this.#recorder)
    await new Promise(resolve => soon(resolve)) // what the modules have begun may fail at once: a port that is taken
  }

  async #openInspector(address: NonNullable<LoadPlan['inspect']>): Promise<void> {
    const { openInspector } = await import('./debugger.js')
    const problem = await openInspector(address)
    if (problem !== null) this.#channel.sendJson(Frame.warning, 0, problem)
    this.#loader.letDebug()
  }

  /** A process that serves nobody may be given the next version of the project, too. */
  #beginAnew(): void {
    this.#unregister?.()
    this.#listeners.close()
    this.#loader.forgetEvaluated()
    const { requestStarted, requestFinished, gotRequestException, settingChanged } = signals
    const undo = [requestStarted, requestFinished, gotRequestException, settingChanged].map(each => each.remember())
    this.#unregister = () => {
      for (const each of undo) each()
    }
  }

  /** Files that were compiled for this generation, and others of the project's folder that are no package's. */
  #isProject(file: string): boolean {
    if (this.#loader.mapOf(file) !== undefined) return true
    return file.startsWith(this.#root + sep) && !file.includes(`${sep}node_modules${sep}`)
  }

  #placeOf(written: object): Position | undefined {
    const place = locate([written]).get(written)
    return place && this.#positions.original(place)
  }

  async #importPackages({ root, packages, bundle }: LoadPlan): Promise<void> {
    const needed = bundle ? Object.keys(bundle.names) : packages
    const wanted = needed.filter(specifier => !this.#loader.provides(specifier))
    const isOwn = await Promise.all(wanted.map(each => this.#provideOwn(each)))
    const foreign = wanted.filter((_, index) => !isOwn[index])
    if (foreign.length === 0) return
    await shareOwnModules()
    const { importPackage } = await import('./packages.js')
    const importersOf = (specifier: string) => (bundle ? bundle.sources : this.#loader.importersOf(specifier))
    await Promise.all(
      foreign.map(async specifier => {
        try {
          this.#loader.provide(specifier, await importPackage(root, specifier, ownNames, importersOf))
        } catch (error) {
          if (bundle) throw error
          this.#loader.provideError(specifier, error) // of whoever imports it, which may be an `import()` that expects it
        }
      }),
    )
  }

  async #provideOwn(specifier: string): Promise<boolean> {
    const namespace = await ownModule(specifier)
    if (namespace) this.#loader.provide(specifier, namespace)
    return namespace !== undefined
  }

  async #checkNames({ root, bundle }: LoadPlan): Promise<void> {
    const unknown = bundle
      ? Object.entries(bundle.names).flatMap(each => this.#loader.unknownAmong(...each, bundle.sources))
      : this.#loader.unknownNames()
    if (unknown.length === 0) return
    const { ImportErrors } = await import('./imports.js')
    const withPaths = unknown.map(async each => ({ ...each, ownPath: await this.#otherOwnPathOf(each) }))
    throw new ImportErrors(await Promise.all(withPaths), root)
  }

  /** Where tiny-django has what was asked of another of its paths. */
  async #otherOwnPathOf({ specifier, name }: UnknownName): Promise<string | undefined> {
    return /^tiny-django(\/|$)/.test(specifier) ? ownPathOf(name) : undefined
  }

  async #runner(plan: LoadPlan): Promise<(path: string) => Readonly<Record<string, unknown>>> {
    if (!plan.bundle) return path => this.#loader.run(path) as Record<string, unknown>
    this.#positions.addBundle(plan.bundle.file, plan.bundle.map)
    await shareOwnModules()
    const { importFrom } = await import('./packages.js')
    const bundle = (await importFrom(plan.root, pathToFileURL(plan.bundle.file).href)) as BundleNamespace
    return path => bundle.default[path] as Record<string, unknown>
  }

  #loaded({ app, settingsModule, notes }: Project): Loaded {
    const { DEBUG, ALLOWED_HOSTS, DEV_MEMORY_LIMIT_MB, DEV_VIEW_TIMEOUT_SECONDS } = app.settings
    return {
      debug: DEBUG,
      allowedHosts: ALLOWED_HOSTS,
      settingsModule,
      templateFolders: templateFoldersOf(app.settings),
      memoryLimitMb: DEV_MEMORY_LIMIT_MB,
      viewTimeoutSeconds: DEV_VIEW_TIMEOUT_SECONDS,
      notes,
    }
  }

  #failure(error: unknown): LoadFailure {
    const { messages, missing, code, port } = propertiesOf(error)
    return {
      report: debug().describeError(error),
      loading: this.#loader.loading,
      text: tracebackOf(error),
      ...(messages && { messages }),
      ...(missing && { missing }),
      ...(code === 'EADDRINUSE' && typeof port === 'number' && { portInUse: port }),
    }
  }

  // A part of this program that is evaluated the first time, as what makes the debug pages is.
  #describeRecording(): (recording: Recording) => InsideRecord | null {
    const { describeRecording } = require('./describe-recording.js') as typeof import('./describe-recording.js')
    const signals = this.#signalNames()
    return recording => describeRecording(recording, signals)
  }

  #signalNames(): Map<object, string> {
    const names = new Map<object, string>(Object.entries(signals).map(([name, signal]) => [signal, name]))
    for (const [path, exports] of this.#loader.evaluated())
      for (const [name, value] of Object.entries(exports))
        if (value instanceof Signal && !names.has(value)) names.set(value, `${moduleName(this.#root, path)}.${name}`)
    return names
  }

  async #describe(question: ProjectQuestion): Promise<void> {
    const { describeProject } = await import('./describe.js') // nobody's first answer waits for it
    const { problems } = question
    const inTemplates = typeof problems === 'object' && problems.templates ? await this.#templateProblems() : []
    const more = problems ? [...(await refusedCommands()), ...inTemplates] : []
    this.#channel.sendJson(Frame.description, 0, this.#description(question, describeProject, more))
  }

  #description(
    question: ProjectQuestion,
    describeProject: typeof import('./describe.js').describeProject,
    more: readonly CheckMessage[],
  ) {
    if (!this.#project) return { urls: [], problems: [] }
    try {
      return describeProject(this.#project, question, position => this.#positions.original(position), more)
    } catch (error) {
      // An include that cannot be loaded shows itself only now.
      const message = error instanceof Error ? error.message : String(error)
      return { urls: [], problems: [{ level: 'error' as const, message }] }
    }
  }

  async #templateProblems(): Promise<readonly CheckMessage[]> {
    if (!this.#project) return []
    const { checkProjectTemplates } = await import('./check-templates.js')
    return checkProjectTemplates(
      this.#project.app.resolver,
      [...this.#loader.evaluated()].map(([path]) => path),
    )
  }

  async #run(task: Task): Promise<void> {
    const { RunningTask } = await import('./tasks.js') // whoever only serves has none
    const problems = async () => {
      const { describeProject } = await import('./describe.js')
      return this.#description({ problems: true }, describeProject, await refusedCommands())
    }
    this.#task = new RunningTask(task, {
      problems,
      project: () => ({ root: this.#root, app: this.#project!.app, modules: new Map(this.#loader.evaluated()) }),
      mapPositions: (file, map) => this.#positions.addBundle(file, map),
    })
    this.#faults.leave(await this.#task.run())
  }

  #startGuard(): void {
    if (this.#hasGuard) return
    this.#hasGuard = true
    const { Worker } = process.getBuiltinModule('node:worker_threads')
    const guard = new Worker(join(import.meta.dirname, 'guard.cjs'), {
      workerData: { fd: guardFd },
      execArgv: [],
      stdout: false,
      resourceLimits: { maxOldGenerationSizeMb: 64 },
    })
    guard.on('error', () => {}) // without a guard (its folder is gone, say) the project runs all the same
    guard.unref()
  }

  // What the guard calls on this thread, which may be paused (see guard.ts).
  #introduceToGuard(): void {
    const describe = (frames: readonly StackFrame[]) =>
      encodeJson({
        frames: frames.map(frame => ({ ...frame, ...this.#positions.original(frame) })),
        request: currentExchange.getStore()?.current ?? null,
      })
    const hasInspector = () => getBuiltinModule('node:inspector').url() !== undefined
    Object.defineProperty(globalThis, Symbol.for('tiny-django.guard'), { value: { describe, hasInspector } })
  }
}

type Known = Partial<Pick<ImportErrors, 'messages'> & Pick<PackageError, 'missing'> & { code: unknown; port: unknown }>

/** What can be told of an error beside its text. Anything can be thrown, also what lets nobody look at it. */
function propertiesOf(error: unknown): Known {
  try {
    const { name, messages, missing, code, port } = Object(error) as Known & { name?: unknown }
    const isAboutImports = name === 'ImportErrors' || name === 'PackageError'
    return isAboutImports ? { messages, missing } : { code, port }
  } catch {
    return {}
  }
}

function closeInspector(): void {
  process.getBuiltinModule('node:inspector').close()
}

function readSource(file: string): string | undefined {
  try {
    return readFileSync(file.startsWith('file:') ? fileURLToPath(file) : file, 'utf8')
  } catch {
    return undefined
  }
}

/** The front is gone. Ends this process and everything the project started. */
function endWithChildren(): void {
  signalStrays(process.pid, 'SIGKILL')
  try {
    process.kill(-process.pid, 'SIGKILL')
  } catch {
    process.kill(process.pid, 'SIGKILL')
  }
}

// What the project printed before it ended the process must arrive: Node writes to a pipe of this kind later, unless
// told. (Told when the project first prints: making the streams takes a millisecond of the first answer's time.)
for (const name of ['stdout', 'stderr'] as const) {
  const { get } = Object.getOwnPropertyDescriptor(process, name)!
  const open = (): NodeJS.WriteStream => {
    const stream = get!.call(process) as NodeJS.WriteStream & { _handle?: { setBlocking?(isBlocking: boolean): void } }
    stream._handle?.setBlocking?.(true)
    notePrinted(stream)
    Object.defineProperty(process, name, { value: stream })
    return stream
  }
  Object.defineProperty(process, name, { get: open, configurable: true, enumerable: true })
}

/** What is printed while a request is answered is noted with it. */
function notePrinted(stream: NodeJS.WriteStream): void {
  const { write } = stream
  stream.write = (...args: [never]) => {
    const text: unknown = args[0]
    if (typeof text === 'string') currentExchange.getStore()?.recording?.mark('print', text)
    return apply(write, stream, args)
  }
}

removeAtSignal('SIGTERM') // by which the front ends a generation
new AppProcess()
