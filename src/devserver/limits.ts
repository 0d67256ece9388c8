import { totalmem } from 'node:os'

/**
 * Every time limit of the dev server, in milliseconds. Tests shorten them through the environment variable named
 * beside each; nobody else needs to.
 */
export const limits = {
  /** An app process that does not answer for this long while a request is open is stuck. */
  stuck: fromEnvironment('TINY_DJANGO_STUCK_MS', 5_000),
  /** How long the guard of a stuck process may take to say where it is; one that a system call blocks never says. */
  sample: fromEnvironment('TINY_DJANGO_SAMPLE_MS', 1_000),
  /** A view's answer, instead of what DEV_VIEW_TIMEOUT_SECONDS says. Streams, once begun, have no limit. */
  answer: fromEnvironment('TINY_DJANGO_ANSWER_MS', 0),
  /** The head of a request, from its first byte or that of its connection. */
  head: fromEnvironment('TINY_DJANGO_HEAD_MS', 20_000),
  /** In this time a body that is read as it comes must bring `minimumBodyRate`. */
  body: fromEnvironment('TINY_DJANGO_BODY_MS', 20_000),
  /** How long a client that has ended its side, and takes nothing of its answer, is believed to be there. */
  halfOpen: fromEnvironment('TINY_DJANGO_HALF_OPEN_MS', 1_000),
  /** Loading the project's modules. */
  load: fromEnvironment('TINY_DJANGO_LOAD_MS', 10_000),
  /** An old generation without progress on its last requests. */
  drain: fromEnvironment('TINY_DJANGO_DRAIN_MS', 30_000),
  /** The same for one that crashed. */
  drainAfterCrash: fromEnvironment('TINY_DJANGO_CRASH_DRAIN_MS', 5_000),
  /** Open requests after Ctrl-C. */
  shutdown: fromEnvironment('TINY_DJANGO_SHUTDOWN_MS', 1_000),
  /** Between SIGTERM and SIGKILL for a process group that should end. */
  kill: 500,
  /** How long the process that is being replaced may take to say what is in its hot states. */
  snapshot: fromEnvironment('TINY_DJANGO_SNAPSHOT_MS', 50),
  /** How long an empty file, as a truncating editor leaves it, is waited for. */
  halfWritten: fromEnvironment('TINY_DJANGO_HALF_WRITTEN_MS', 100),
} as const

/** What of the project's output is printed: more in one second nobody reads, and printing it takes the machine's time. */
export const outputLimits = {
  lines: 10_000,
  bytes: 4 * 1024 * 1024,
  /** Of what was left out, the end is printed. */
  tailLines: 20,
  tailBytes: 16 * 1024,
} as const

/** How often open requests are looked at by the watchdog, in milliseconds. */
export const watchdogIntervalMs = Math.min(250, limits.stuck / 4)

/** Bytes of a request body that are kept until the app has started on the request, so that it can be replayed. */
export const replayableBodyBytes = 1024 * 1024

/** Bytes a second; what is slower than that is no client but somebody who wants to keep a connection. */
export const minimumBodyRate = 500

/** Bytes of one body in flight between the processes before the receiver has to ask for more. */
export const windowBytes = 256 * 1024

/** Bytes that the hot states of a project may have together. */
export const hotStateBytes = 16 * 1024 * 1024

/** What an app process may use, in MB, unless the project's DEV_MEMORY_LIMIT_MB says otherwise. */
export function defaultMemoryLimitMb(): number {
  const quarter = Math.floor(totalmem() / 4 / 1024 / 1024)
  return memoryLimitFromEnvironment() ?? Math.min(2048, quarter)
}

export function memoryLimitFromEnvironment(): number | null {
  return fromEnvironment('TINY_DJANGO_MEMORY_LIMIT_MB', 0) || null
}

function fromEnvironment(name: string, otherwise: number): number {
  const value = Number(process.env[name])
  return Number.isFinite(value) && value > 0 ? value : otherwise
}
