import { basename, join, relative, sep } from 'node:path'
import type { FSWatcher } from 'chokidar'
import { remoteFileSystem } from './remote-mounts.js'

export interface WatcherEvents {
  /** Something happened to this path: look again. What exactly is not said, because it cannot be trusted. */
  changed(path: string): void
  /** The system's events are not to be had, and files are polled from here on. */
  polling(reason: string): void
  /** For a moment nobody watched. */
  blind(): void
}

/** Folders that are never part of a project's source. */
const ignoredFolders = new Set(['node_modules', '__pycache__', 'venv'])
/** What editors leave beside the file they save. */
const editorFile = /(^4913$|~$|^\.#|\.sw[a-z]$|^#.*#$|\.tmp$|___jb_(tmp|old)___$)/

/** Watches the project's folder, and files outside it that the project imports. */
export class Watcher {
  readonly #root: string
  readonly #events: WatcherEvents
  #watcher: FSWatcher | null = null
  #usesPolling = false
  readonly #outside = new Set<string>()

  constructor(root: string, events: WatcherEvents) {
    this.#root = root
    this.#events = events
  }

  /** Resolves when every later change will be noticed. */
  async start(usePolling: boolean): Promise<void> {
    const remote = usePolling ? null : remoteFileSystem(this.#root)
    if (remote !== null)
      this.#events.polling(`changes in a folder that is mounted by ${remote} are told to nobody here.`)
    await this.#watch(usePolling || remote !== null)
  }

  async #watch(usePolling: boolean): Promise<void> {
    this.#usesPolling = usePolling
    const { watch } = await import('chokidar')
    const watcher = watch([this.#root, ...this.#outside], {
      ignoreInitial: true,
      ignored: path => this.#isIgnored(path),
      usePolling,
      interval: 500,
    })
    this.#watcher = watcher
    watcher.on('all', (_, path) => this.#events.changed(path))
    // What the system says before chokidar has thought about it: sooner, and also for what it finds not worth telling,
    // such as a file that may be read again.
    watcher.on('raw', (_, name, details) =>
      this.#onRaw(name, (details as { watchedPath?: string } | undefined)?.watchedPath),
    )
    await new Promise<void>(resolve => {
      watcher.on('ready', resolve)
      watcher.on('error', error => {
        if (isLimit(error)) void this.#pollInstead(watcher, error).then(resolve)
      })
    })
  }

  /** Also watches those of `paths` that lie outside the project's folder. */
  follow(paths: Iterable<string>): void {
    for (const path of paths) {
      if (this.#isInside(path) || this.#outside.has(path)) continue
      this.#outside.add(path)
      this.#watcher?.add(path)
    }
  }

  /** Watches anew, because the folder may be another by now. False: it was not watched before. */
  async restart(): Promise<boolean> {
    if (!this.#watcher) return false
    await this.close()
    await this.#watch(this.#usesPolling)
    return true
  }

  async close(): Promise<void> {
    await this.#watcher?.close()
  }

  #onRaw(name: string | null, watchedPath: string | undefined): void {
    if (!name || !watchedPath) return
    const path = basename(watchedPath) === name ? watchedPath : join(watchedPath, name)
    if (!this.#isIgnored(path)) this.#events.changed(path)
  }

  #isInside(path: string): boolean {
    return path.startsWith(this.#root + sep)
  }

  #isIgnored(path: string): boolean {
    if (!this.#isInside(path)) return false
    if (path === join(this.#root, '.env')) return false
    const parts = relative(this.#root, path).split(sep)
    return parts.some(part => part.startsWith('.') || ignoredFolders.has(part)) || editorFile.test(basename(path))
  }

  // What is wrong is said once for each folder that was to be watched.
  async #pollInstead(watcher: FSWatcher, { message }: Error): Promise<void> {
    if (watcher !== this.#watcher || this.#usesPolling) return
    this.#usesPolling = true
    this.#events.polling(message)
    await watcher.close()
    await this.#watch(true)
    this.#events.blind()
  }
}

/** The system has no more watches to give, or no more descriptors. */
function isLimit(error: unknown): error is Error {
  return ['ENOSPC', 'EMFILE', 'ENFILE'].includes((error as NodeJS.ErrnoException).code ?? '')
}
