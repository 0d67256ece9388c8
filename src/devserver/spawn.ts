import { type ChildProcess, spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { memoryLimitFromEnvironment } from './limits.js'

// bin/ starts the first app process from a bundle of this file alone; the front has this file too. They meet here.
const early = Symbol.for('tiny-django.early')
const meeting = globalThis as { [early]?: ChildProcess | null }

/** Starts the first app process before anything else of the front is loaded; `takeEarlyApp` hands it over. */
export function spawnEarly(): void {
  meeting[early] = spawnApp(memoryLimitFromEnvironment())
}

export function takeEarlyApp(): ChildProcess | null {
  const taken = meeting[early] ?? null
  meeting[early] = null
  return taken
}

/** Ends an early app that turned out not to be needed. */
export function dropEarlyApp(): void {
  takeEarlyApp()?.kill('SIGKILL')
}

/**
 * An app process in a process group of its own, so that Ctrl-C belongs to the front and ending the group ends all
 * that the project started. Descriptor 3 is the channel, 4 the guard's pipe.
 *
 * V8 is told the heap limit only when somebody chose one: with any flag of V8's, Node compiles itself anew at start. The
 * watchdog holds the process to its limit in any case.
 */
export function spawnApp(heapLimitMb: number | null, stdio: Stdio = ['ignore', 'pipe', 'pipe']): ChildProcess {
  const flags = ['--conditions=tiny-django-app']
  if (heapLimitMb !== null) flags.push(`--max-old-space-size=${heapLimitMb}`)
  return spawn(process.execPath, [...flags, launcher], {
    detached: true,
    cwd: dirname(launcher), // it goes to the project's folder when it loads; ours may be gone by then
    stdio: [...stdio, 'pipe', 'pipe'],
  })
}

/** Its standard input, output and error. */
type Stdio = readonly ['ignore' | 'inherit', 'pipe' | 'inherit', 'pipe' | 'inherit']

// Wherever the build puts this code, it is in a folder of dist/.
const launcher = join(import.meta.dirname, '../devserver/app/launch.cjs')
