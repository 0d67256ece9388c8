import { lstatSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join, relative, sep } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { readEnv } from '../../adapters/env-file.js'
import type { Build } from '../compiler/build.js'
import { Compiler } from '../compiler/compiler.js'
import type { BuildFailure } from '../compiler/messages.js'
import type { Stamps } from '../compiler/stamps.js'
import { limits } from '../limits.js'
import type { RunServerOptions } from '../options.js'
import { problemsText } from '../problems.js'
import type { CurrentRequest, Fault, Loaded, ProjectEntry } from '../protocol.js'
import { projectSecret } from '../secret.js'
import { writeEditorFiles } from '../types.js'
import { Watcher } from '../watcher.js'
import { Awaited } from './awaited.js'
import { AwaitedPackages } from './awaited-packages.js'
import { AwaitedPort } from './awaited-port.js'
import { Changes } from './changes.js'
import type { Exchange } from './exchange.js'
import type { Generation, LoadResult } from './generation.js'
import { Generations, isSameBuild } from './generations.js'
import { HostRule } from './hosts.js'
import type { Inspector } from './inspector/inspector.js'
import { JsonTerminal } from './json-terminal.js'
import { helpText, keyTable, urlsText } from './key-table.js'
import { Keys } from './keys.js'
import { LiveReload } from './live-reload.js'
import { loadPages, type Pages } from './load-pages.js'
import { networkAddresses, ownHosts } from './network.js'
import { openBrowser } from './open-browser.js'
import { inspectorPath, OwnUrls } from './own-urls.js'
import type { LostCause } from './pages.js'
import { Records } from './records.js'
import { FrontServer } from './server.js'
import { StyleFiles } from './style-files.js'
import { TemplateFiles } from './template-files.js'
import { type Terminal, TextTerminal } from './terminal.js'
import { Typecheck } from './typecheck.js'
import { Watchdog } from './watchdog.js'

/** What V8 prints as its last words. */
const ranOutOfMemory = /heap out of memory|Reached heap limit|invalid size error/

/** Django's sentence. */
const tlsSentence = "You're accessing the development server over HTTPS, but it only supports HTTP."
const connectionsSentence =
  'Connections are refused: there are as many as this process may have open files for (ulimit -n). Others are taken when some are closed.'

const quietAfterMs = 150
const answerFirstMs = 10

/** The front process: it connects its parts and keeps what they share. */
export class DevServer {
  readonly #options: RunServerOptions
  readonly #terminal: Terminal
  readonly #compiler: Compiler
  readonly #changes: Changes
  readonly #generations: Generations
  readonly #server: FrontServer
  readonly #live = new LiveReload()
  readonly #records = new Records(() => this.#generations.takeRecords())
  readonly #own = new OwnUrls(this.#live, () => this.#inspector)
  readonly #watchdog: Watchdog
  readonly #watcher: Watcher
  readonly #hosts: HostRule
  readonly #causes = new WeakMap<Generation, LostCause>()
  readonly #packages: AwaitedPackages
  readonly #missingProject: Awaited
  readonly #port = new AwaitedPort(() => this.#restart())
  readonly #templates: TemplateFiles
  readonly #styles = new StyleFiles({ changed: path => this.#live.swapStyle(path) })
  readonly #envFile: string
  readonly #keyTable = keyTable({
    restart: () => this.#restart(),
    forgetAndRestart: () => {
      this.#generations.forgetHotStates()
      this.#restart()
    },
    open: () => openBrowser(this.#url),
    inspect: () => openBrowser(this.#url + inspectorPath.slice(1)),
    urls: () => void this.#listUrls(),
    clear: () => this.#terminal.clear(),
    help: () => this.#terminal.answer(helpText(this.#keyTable)),
    quit: () => process.kill(process.pid, 'SIGINT'),
  })
  readonly #keys = new Keys(this.#keyTable)
  #typecheck: Typecheck | null = null
  /** What people open. */
  #url = ''
  /** What it said when the last generation was started. */
  #env: Readonly<Record<string, string>> = {}
  #build: Build | null = null
  /** The sources behind what is being answered now, be it a build or an error. */
  #hasLooked = false
  #stamps: Stamps = new Map()
  #hasFailed = false
  /**
   * Whether the next generation is another than what open pages show. One that replaces a process that was lost is not: the
   * page that tells of the loss would load itself again, and lose the next.
   */
  #isNew = true
  #failure: BuildFailure | null = null
  #settleFirstOutcome: (settingsModule: string | null) => void = () => {}
  /** Resolves when there is a first generation, or an error in its place, with the name of the settings module. */
  readonly #firstOutcome = new Promise<string | null>(resolve => {
    this.#settleFirstOutcome = resolve
  })
  #onFirstAnswer: () => void = () => {}
  #isStopping = false
  /** Set while a generation is too new to be bothered with anything but requests. */
  #quietTimer: NodeJS.Timeout | null = null
  #secret: string | null = null
  /** What the checks said last. */
  #problems = ''
  /** What there was to say of the last generation that loaded: it is not said of each again. */
  #notes: readonly string[] = []
  #loadedPages: Pages | null = null
  #loadedInspector: Inspector | null = null
  /** What one warning is enough for. */
  readonly #warned = new Set<string>()
  /** Set while requests wait because a template is empty or gone, which may be half of a save. */
  #templateTimer: NodeJS.Timeout | null = null

  constructor(options: RunServerOptions) {
    this.#options = options
    const { root, settings, address, allowHosts } = options
    this.#terminal = terminalFor(options)
    this.#envFile = join(root, '.env')
    this.#hosts = new HostRule(ownHosts(address.hosts), allowHosts)
    this.#generations = new Generations(() => this.#plan(), this.#lostPages(), {
      output: (text, stream) => this.#terminal.output(text, stream),
      live: (loaded, generation) => this.#onLive(loaded, generation),
      loadFailed: result => this.#onLoadFailed(result),
      fault: fault => this.#onFault(fault),
      records: records => this.#records.addInsides(records),
      warning: sentence => this.#terminal.warning(sentence),
      crashed: (generation, culprits) => this.#onCrashed(generation, culprits),
    })
    this.#packages = new AwaitedPackages(root, () => this.#restart())
    this.#missingProject = new Awaited(() => this.#lookForProject())
    this.#compiler = new Compiler(root, settings)
    this.#changes = new Changes(this.#compiler, {
      announced: () => this.#generations.hold(),
      outcome: result => this.#apply(result),
      isKnown: result => this.#isAsBefore(result),
    })
    this.#server = new FrontServer(
      this.#routes(),
      {
        closed: (exchange, isComplete) => this.#onClosed(exchange, isComplete),
        askedForTls: () => this.#warnOnce(tlsSentence),
        tooManyConnections: () => this.#warnOnce(connectionsSentence),
      },
      options.https,
    )
    this.#watchdog = new Watchdog(() => this.#generations.all, {
      stuck: (generation, stack, exchange) => this.#causes.set(generation, { kind: 'stuck', stack, exchange }),
      late: (exchange, current) => this.#onLate(exchange, current),
      outOfMemory: generation => this.#causes.set(generation, { kind: 'memory' }),
    })
    this.#templates = new TemplateFiles(root, { changed: isHalfWritten => this.#onTemplates(isHalfWritten) })
    this.#watcher = new Watcher(root, {
      changed: path => this.#onFileEvent(path),
      polling: reason => this.#terminal.warning(`Watching by polling from here on: ${reason}`),
      blind: () => void this.#verify(),
    })
  }

  /** Resolves when the first outcome, a page or an error, can be seen at every address. Throws ListenError. */
  async start(): Promise<void> {
    // The app is booting: what it is to load should be there when it is ready, the port only when it has loaded.
    const restored = this.#compiler.restore()
    if (restored) this.#apply(restored)
    const building = restored ? null : this.#compiler.build()
    const first = await this.#server.listen(this.#options.address)
    if (building) this.#apply(await building)
    const settingsModule = await this.#firstOutcome
    this.#announceAddresses([first, ...(await this.#server.listenToRest(this.#options.address))], settingsModule)
    if (this.#options.reload) void this.#watchAfterFirstAnswer()
    if (this.#options.typecheck) this.#startTypecheck()
  }

  /** Ends everything: open requests have `graceMs` to finish. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true
    this.#keys.stop()
    this.#typecheck?.stop()
    this.#remember()
    this.#live.close()
    this.#records.stop()
    this.#loadedInspector?.close()
    this.#watchdog.close()
    this.#packages.stop()
    this.#missingProject.stop()
    this.#port.stop()
    this.#templates.stop()
    if (this.#templateTimer) clearTimeout(this.#templateTimer)
    const closed = this.#server.close()
    await Promise.all([this.#generations.close(graceMs), this.#watcher.close(), this.#compiler.close()])
    this.#server.destroy()
    await closed
  }

  // ——— requests

  #routes(): ConstructorParameters<typeof FrontServer>[0] {
    return {
      refuse: head => this.#hosts.refusal(head.rawHeaders),
      own: (request, response, head) => this.#own.answer(request, response, head),
      transform: request => this.#live.transform(request),
      project: exchange => this.#onRequest(exchange),
    }
  }

  #onRequest(exchange: Exchange): void {
    this.#lookAtFiles()
    this.#missingProject.look()
    this.#watch()
    this.#generations.accept(exchange)
  }

  // Somebody who debugs a view takes as long as he likes.
  #watch(): void {
    if (!this.#options.inspect) this.#watchdog.wake()
  }

  /** Once for all requests that were there when this turn of the event loop began. */
  #lookAtFiles(): void {
    if (!this.#options.reload || this.#hasLooked) return
    this.#hasLooked = true
    setImmediate(() => {
      this.#hasLooked = false
    })
    this.#changes.look(this.#stamps)
    if (this.#failure) this.#changes.tryAgain(this.#options.root)
    this.#templates.look()
    this.#packages.look()
  }

  #onClosed(exchange: Exchange, isComplete: boolean): void {
    this.#onFirstAnswer()
    this.#generations.forget(exchange)
    this.#records.add(exchange, isComplete)
    // What the view printed came before its answer, by another pipe that may still be unread.
    if (exchange.response.headersSent) setImmediate(() => this.#terminal.request(exchange))
  }

  #warnOnce(sentence: string): void {
    if (this.#warned.has(sentence)) return
    this.#warned.add(sentence)
    this.#terminal.warning(sentence)
  }

  #onLate(exchange: Exchange, current: CurrentRequest | null): void {
    this.#terminal.error(this.#pages.lateText(exchange, current))
    exchange.answerWith(this.#pages.late(exchange, current))
  }

  // ——— changes

  // Loading the watcher would only take time from the answer that is waited for.
  async #watchAfterFirstAnswer(): Promise<void> {
    await new Promise<void>(resolve => {
      this.#onFirstAnswer = resolve
      setTimeout(resolve, 300)
    })
    if (this.#isStopping) return
    await this.#watcher.start(this.#options.poll)
    await this.#verify() // a restored build was never linked
  }

  #startTypecheck(): void {
    this.#typecheck = new Typecheck(this.#options.root, {
      found: text => this.#terminal.warning(text),
      clean: () => this.#terminal.answer('The types are right.'),
    })
    this.#typecheck.start()
  }

  /** Whatever happened before the watcher was awake went unseen. */
  #verify(): Promise<void> {
    return this.#changes.verify(this.#options.root)
  }

  #isAsBefore(result: Build | BuildFailure): boolean {
    if (!result.ok) return isSameFailure(this.#failure, result)
    const isSameEnv = isDeepStrictEqual(this.#env, readEnv(this.#envFile))
    return this.#failure === null && isSameEnv && isSameBuild(this.#build, result)
  }

  #onFileEvent(path: string): void {
    const isTemplate = this.#templates.owns(path)
    if (isTemplate) this.#templates.notice()
    if (!isTemplate && !this.#compiler.includes(path)) this.#styles.notice(path)
    // A template may be imported as text too, or be what an import that failed was looking for.
    const isSource = !isTemplate || this.#hasFailed || this.#compiler.includes(path)
    const isCode = isSource && this.#compiler.mayMatter(path)
    if (isCode || path === this.#envFile || isLink(path)) this.#changes.announce(path)
  }

  // What is being answered goes on with the templates it has; the app hears of the change before the next request.
  #onTemplates(isHalfWritten: boolean): void {
    this.#generations.forgetTemplates()
    if (this.#templateTimer) clearTimeout(this.#templateTimer)
    if (isHalfWritten) this.#generations.hold()
    const release = () => {
      this.#templateTimer = null
      if (!this.#changes.isBuilding) this.#generations.resume()
      this.#live.bump()
    }
    if (isHalfWritten) this.#templateTimer = setTimeout(release, limits.halfWritten)
    else if (this.#templateTimer) release()
    else this.#live.bump()
  }

  /** Does not wait for the project to load: another change may come first. */
  #apply(result: Build | BuildFailure): void {
    this.#stamps = result.stamps
    if (!result.ok) return this.#onBuildFailure(result)
    if (this.#isAsBefore(result) && !this.#hasFailed) return this.#generations.resume()
    for (const warning of result.warnings) this.#terminal.message('warning', warning)
    this.#build = result
    this.#hasFailed = false
    this.#failure = null
    this.#watcher.follow(this.#compiler.inputs)
    this.#replace(result)
  }

  #replace(build: Build): void {
    this.#isNew = true
    void this.#generations.replace(build)
    this.#templates.remember()
  }

  #onBuildFailure(failure: BuildFailure): void {
    if (this.#hasFailed && isSameFailure(this.#failure, failure)) return this.#generations.resume()
    this.#hasFailed = true
    this.#failure = failure
    for (const message of failure.messages) this.#terminal.message('error', message)
    this.#watcher.follow(this.#compiler.inputs)
    if (failure.isMissing && this.#options.reload) this.#missingProject.start()
    this.#generations.fail(exchange => this.#pages.buildFailure(failure, exchange))
    this.#settleFirstOutcome(this.#compiler.settingsFile)
    this.#live.bump()
  }

  // A folder that was deleted is watched no more, also when there is another of its name.
  #lookForProject(): void {
    if (!this.#compiler.hasProject) return
    this.#missingProject.stop()
    this.#changes.announce(this.#options.root)
    void this.#watchAgain()
  }

  async #watchAgain(): Promise<void> {
    if (await this.#watcher.restart()) await this.#verify()
  }

  /** The same code in a fresh process; where none was good, it is built again. */
  #restart(): void {
    if (this.#build && this.#failure === null) this.#replace(this.#build)
    else this.#changes.announce(this.#options.root)
  }

  async #listUrls(): Promise<void> {
    const description = await this.#generations.live?.describe({ urls: true })
    this.#terminal.answer(description ? urlsText(description.urls) : 'The project does not answer at the moment.')
  }

  // ——— generations

  #onLive(loaded: Loaded, generation: Generation): void {
    this.#records.addGeneration({ number: generation.number, pid: generation.pid, liveAt: Date.now() })
    this.#hosts.update(loaded.debug, loaded.allowedHosts)
    this.#templates.watch(loaded.debug, loaded.templateFolders)
    this.#watcher.follow(loaded.templateFolders)
    if (this.#isNew) this.#live.bump()
    this.#isNew = false
    this.#watch() // over the requests that have waited for this generation
    // Requests that wait come first: their answers are on the way within this time.
    setTimeout(() => this.#afterLive(loaded, generation), this.#generations.isWaitedFor ? answerFirstMs : 0)
  }

  #afterLive(loaded: Loaded, generation: Generation): void {
    this.#packages.stop()
    this.#port.stop()
    this.#terminal.live()
    for (const note of loaded.notes) if (!this.#notes.includes(note)) this.#terminal.warning(note)
    this.#notes = loaded.notes
    this.#settleFirstOutcome(loaded.settingsModule)
    if (this.#quietTimer) clearTimeout(this.#quietTimer)
    this.#quietTimer = setTimeout(() => this.#whenQuiet(generation), quietAfterMs)
  }

  // Whoever saves looks at the page first: what nobody waits for is done when that has been answered.
  #whenQuiet(generation: Generation): void {
    this.#remember()
    if (generation !== this.#generations.live) return
    generation.holdings.note()
    void this.#watchdog.measureIdle(generation)
    void this.#lookOver(generation)
  }

  #remember(): void {
    if (this.#quietTimer) clearTimeout(this.#quietTimer)
    if (this.#quietTimer && this.#build && !this.#hasFailed) this.#compiler.remember(this.#build)
    this.#quietTimer = null
  }

  /** What the checks have to say, once, and the URL names for the editor. */
  async #lookOver(generation: Generation): Promise<void> {
    const question = { names: true, problems: !this.#options.skipChecks }
    const description = await generation.describe(question)
    if (description === null) return
    const problems = problemsText(description)
    if (problems !== this.#problems && problems !== '') this.#terminal.warning(problems)
    this.#problems = problems
    try {
      if (description.names) writeEditorFiles(this.#options.root, description.names)
    } catch (error) {
      this.#terminal.detail(`The types for the editor could not be written: ${(error as Error).message}`)
    }
  }

  #onLoadFailed(result: Exclude<LoadResult, { kind: 'loaded' }>): void {
    this.#hasFailed = true
    this.#isNew = true
    this.#tellLoadFailure(result)
    const { missing = [], portInUse = 0 } = result.kind === 'failed' ? result.failure : {}
    if (missing.length > 0 && this.#options.reload) this.#packages.await(missing)
    if (portInUse > 0) this.#port.await(portInUse)
    this.#settleFirstOutcome(this.#compiler.settingsFile)
    this.#live.bump()
  }

  #tellLoadFailure(result: Exclude<LoadResult, { kind: 'loaded' }>): void {
    const { messages } = result.kind === 'failed' ? result.failure : {}
    for (const message of messages ?? []) this.#terminal.message('error', message)
    if (!messages) this.#terminal.error(this.#pages.loadFailureText(result, this.#hintFor(result)))
  }

  /** Who has the port that the project wants: often a generation of its own that is not done yet. */
  #hintFor(result: Exclude<LoadResult, { kind: 'loaded' }>): string | null {
    const port = result.kind === 'failed' ? result.failure.portInUse : undefined
    return port === undefined ? null : this.#pages.portHint(port, this.#generations.all)
  }

  #onFault(fault: Fault): void {
    if (fault.kind === 'exit') return // said when the process is gone
    const where = fault.view ? ` in ${fault.view}` : ''
    const what = fault.kind === 'rejection' ? 'Unhandled rejection' : 'Uncaught error'
    this.#terminal.error(`${fault.kind === 'stream' ? 'A streamed answer broke' : what}${where}: ${fault.text}`)
  }

  #onCrashed(generation: Generation, culprits: readonly Exchange[]): void {
    this.#terminal.error(this.#pages.crashText(generation, this.#causeOf(generation), culprits))
  }

  #causeOf(generation: Generation): LostCause {
    const evidence = this.#watchdog.memoryEvidence(generation)
    if (evidence) return { kind: 'memory', evidence } // however it ended: that is what was wrong
    const known = this.#causes.get(generation)
    if (known) return known
    if (generation.lastLines.some(line => ranOutOfMemory.test(line))) return { kind: 'memory' }
    return generation.fault ? { kind: 'fault', fault: generation.fault } : { kind: 'ended' }
  }

  #lostPages(): ConstructorParameters<typeof Generations>[1] {
    return {
      loadFailed: (result, generation) => {
        const hint = this.#hintFor(result)
        return exchange => this.#pages.loadFailure(result, generation, exchange, hint)
      },
      lost: (exchange, generation) => this.#pages.lost(this.#causeOf(generation), generation, exchange),
      fault: (exchange, fault, generation) => this.#pages.fault(fault, generation, exchange),
    }
  }

  #plan(): ReturnType<ConstructorParameters<typeof Generations>[0]> {
    const { hosts, port } = this.#options.address
    this.#secret ??= projectSecret(this.#options.root)
    this.#env = readEnv(this.#envFile)
    return {
      root: this.#options.root,
      env: this.#env,
      secretKey: this.#secret,
      extraHosts: this.#hosts.always.filter(host => !isLoopback(host)),
      static: this.#options.static,
      isServed: true,
      server: { name: hosts[0] ?? '127.0.0.1', port, ...(this.#options.https ? { scheme: 'https' as const } : {}) },
      ...(this.#options.inspect ? { inspect: this.#options.inspect } : {}),
    }
  }

  get #pages(): Pages {
    const isProject = (file: string) => isInProject(this.#options.root, file)
    this.#loadedPages ??= loadPages({ readSource, isProject })
    return this.#loadedPages
  }

  // Loaded when somebody looks: as the pages are (load-pages.ts).
  get #inspector(): Inspector {
    if (this.#loadedInspector === null) {
      const { Inspector } = require('./inspector/inspector.js') as typeof import('./inspector/inspector.js')
      this.#loadedInspector = new Inspector(this.#records, {
        live: () => this.#generations.live,
        all: () => this.#generations.all,
        modules: () => modulesOf(this.#options.root, this.#build?.entry),
      })
    }
    return this.#loadedInspector
  }

  #announceAddresses(addresses: readonly AddressInfo[], settingsModule: string | null): void {
    const isSecure = this.#options.https !== undefined
    const urls = addresses.map(each => urlOf(each, isSecure))
    this.#url = (urls[0] ?? '').replace(/\/\/(?:0\.0\.0\.0|\[::\])/, '//localhost')
    const hasKeys = !this.#options.json && process.stdout.isTTY && this.#keys.start()
    const networkUrls = networkAddresses(addresses).map(each => urlOf(each, isSecure))
    this.#terminal.banner({ settingsModule, urls, networkUrls, readyMs: performance.now(), hasKeys })
    if (this.#options.open) openBrowser(this.#url)
  }
}

/** Prints events as the command line asked for them. */
export function terminalFor({ json, color, verbosity }: RunServerOptions): Terminal {
  return json ? new JsonTerminal(verbosity) : new TextTerminal({ color, verbosity })
}

function isSameFailure(a: BuildFailure | null, b: BuildFailure): boolean {
  return isDeepStrictEqual(a?.messages, b.messages)
}

function modulesOf(root: string, { settings, urls }: Partial<ProjectEntry> = {}) {
  return { ...(settings && { settings: relative(root, settings) }), ...(urls && { urls: relative(root, urls) }) }
}

function isLoopback(host: string): boolean {
  return ['127.0.0.1', '[::1]', 'localhost'].includes(host)
}

function urlOf({ address, port, family }: AddressInfo, isSecure: boolean): string {
  return `${isSecure ? 'https' : 'http'}://${family === 'IPv6' ? `[${address}]` : address}:${port}/`
}

/** One that leads elsewhere now may be a folder that modules are in. */
function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
}

function readSource(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function isInProject(root: string, file: string): boolean {
  return file.startsWith(root + sep) && !file.includes(`${sep}node_modules${sep}`)
}
