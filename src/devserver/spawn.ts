import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defaultMemoryLimitMb } from './limits.js'

let early: { child: ChildProcess; memoryLimitMb: number } | null = null

/** Starts the first app process before anything else of the front is loaded; `takeEarlyApp` hands it over. */
export function spawnEarly(): void {
  const memoryLimitMb = defaultMemoryLimitMb()
  early = { child: spawnApp(memoryLimitMb), memoryLimitMb }
}

export function takeEarlyApp(): ChildProcess | null {
  const taken = early?.child ?? null
  early = null
  return taken
}

/** Ends an early app that turned out not to be needed. */
export function dropEarlyApp(): void {
  takeEarlyApp()?.kill('SIGKILL')
}

/**
 * An app process in a process group of its own, so that Ctrl-C belongs to the front and ending the group ends all
 * that the project started. Descriptor 3 is the channel, 4 the guard's pipe.
 */
export function spawnApp(memoryLimitMb: number): ChildProcess {
  return spawn(process.execPath, [`--max-old-space-size=${memoryLimitMb}`, appEntry()], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
  })
}

// The build keeps this file's code in dist/ or dist/chunks/, one level away from where the app's entry lies.
function appEntry(): string {
  const candidates = ['./app/main.js', '../devserver/app/main.js'].map(path =>
    fileURLToPath(new URL(path, import.meta.url)),
  )
  return candidates.find(path => existsSync(path)) ?? candidates[0]!
}
