import cluster, { type Worker } from 'node:cluster'

/** How long a worker may take to stop before it is killed: a little longer than it gives its requests. */
const patienceMs = 35_000

/**
 * Keeps a number of processes answering on one port: one that ends is replaced. Resolves with the exit code when all have
 * ended because they were told to, or when one could not even begin: then the next could not either.
 */
export class Workers {
  readonly #listening = new Set<number>()
  readonly #count: number
  readonly #say: (line: string) => void
  #isStopping = false
  #finish: (code: number) => void = () => {}

  constructor(count: number, say: (line: string) => void) {
    this.#count = count
    this.#say = say
  }

  run(): Promise<number> {
    cluster.on('listening', worker => {
      this.#listening.add(worker.id)
      if (this.#listening.size === this.#count) this.#say(`${this.#count} workers are answering.`)
    })
    cluster.on('exit', (worker, code, signal) => this.#ended(worker, signal ?? `code ${code}`))
    for (let index = 0; index < this.#count; index++) cluster.fork()
    return new Promise(resolve => {
      this.#finish = resolve
    })
  }

  /** Has every worker finish what it has begun. The second time, without mercy. */
  stop(): void {
    const signal = this.#isStopping ? 'SIGKILL' : 'SIGTERM'
    this.#isStopping = true
    for (const worker of workers()) worker.process.kill(signal)
    setTimeout(() => this.stop(), patienceMs).unref()
    if (workers().length === 0) this.#finish(0)
  }

  #ended(worker: Worker, how: string): void {
    if (this.#isStopping) {
      if (workers().length === 0) this.#finish(0)
      return
    }
    if (!this.#listening.delete(worker.id)) {
      this.#isStopping = true
      for (const other of workers()) other.process.kill('SIGTERM')
      return this.#finish(1)
    }
    this.#say(`Worker ${worker.process.pid} ended (${how}); another takes its place.`)
    cluster.fork()
  }
}

function workers(): Worker[] {
  return Object.values(cluster.workers ?? {}).filter(worker => worker !== undefined)
}
