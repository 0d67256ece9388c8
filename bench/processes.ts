import { readdirSync, readFileSync } from 'node:fs'

/** A process as /proc shows it. */
export interface ProcessInfo {
  readonly pid: number
  readonly parent: number
  /** The file it runs: node, esbuild, … */
  readonly program: string
}

/** The processes below `pid`, nearest first; none where there is no /proc. */
export function descendantsOf(pid: number): ProcessInfo[] {
  const all = allProcesses()
  const found = all.filter(({ parent }) => parent === pid)
  for (const { pid: above } of found) found.push(...all.filter(({ parent }) => parent === above))
  return found
}

/** Resident memory in bytes. */
export function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}

/** The same of several, those that have ended left out. */
export function residentBytesOf(pids: readonly number[]): number {
  return pids.filter(isRunning).reduce((sum, pid) => sum + residentBytes(pid), 0)
}

/** Processor time that these have used, in seconds; Linux counts in hundredths. */
export function cpuSecondsOf(pids: readonly number[]): number {
  return pids.filter(isRunning).reduce((sum, pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return sum + (Number(fields[11]) + Number(fields[12])) / 100
  }, 0)
}

/** Whether the process is there and not merely waiting for its parent to take notice of its end. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return infoOf(pid) !== undefined || !hasProc()
  } catch {
    return false
  }
}

/** Sends SIGKILL to each process or, for a negative number, group; those that are gone are no error. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It ended by itself.
    }
  }
}

function allProcesses(): ProcessInfo[] {
  if (!hasProc()) return []
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => infoOf(Number(name)) ?? [])
}

function hasProc(): boolean {
  return process.platform === 'linux'
}

function infoOf(pid: number): ProcessInfo | undefined {
  try {
    // pid (name) state parent …; the name may hold anything, brackets too.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (state === 'Z') return undefined
    const [program = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return { pid, parent: Number(parent), program }
  } catch {
    return undefined
  }
}
