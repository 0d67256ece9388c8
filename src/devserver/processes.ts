import { readdirSync, readFileSync } from 'node:fs'

/** The app process names itself in its environment, which whatever it starts inherits. */
export const appVariable = 'TINY_DJANGO_APP'

/**
 * Sends a signal to everything that an app process has started and that left its process group: a child made with
 * `detached: true`, a daemon. The group itself is signalled by its number.
 */
export function signalStrays(app: number, signal: NodeJS.Signals): void {
  for (const pid of strays(app)) send(pid, signal)
}

/**
 * Whether the running process may have started another. Reads a few small files where `signalStrays` has to look at
 * every process of the machine.
 */
export function mayHaveChildren(app: number): boolean {
  if (process.platform !== 'linux') return true
  try {
    if (fieldsOf(String(app))![childFaultsField] !== '0') return true
    const threads = readdirSync(`/proc/${app}/task`)
    return threads.some(thread => readFileSync(`/proc/${app}/task/${thread}/children`, 'latin1') !== '')
  } catch {
    return true
  }
}

/** Whether it is certain that the running process has started another, now or before. */
export function hasStartedOthers(app: number): boolean {
  return process.platform === 'linux' && mayHaveChildren(app)
}

interface Running {
  readonly pid: number
  readonly parent: number
  readonly group: number
  /** It was started with `appVariable` in its environment, or by somebody who was. */
  readonly isMarked: boolean
}

function strays(app: number): number[] {
  const all = running(app)
  const found = new Set<number>([app])
  // A child may stand before its parent in the list, so it is gone through until nothing new is found.
  for (let before = 0; before !== found.size; ) {
    before = found.size
    for (const { pid, parent, group, isMarked } of all)
      if (isMarked || group === app || found.has(parent)) found.add(pid)
  }
  found.delete(app)
  found.delete(process.pid)
  return [...found]
}

function running(app: number): Running[] {
  try {
    return process.platform === 'linux' ? fromProc(app) : fromPs()
  } catch {
    return []
  }
}

function fromProc(app: number): Running[] {
  const mark = `${appVariable}=${app}`
  return readdirSync('/proc').flatMap(name => {
    const fields = /^\d+$/.test(name) ? fieldsOf(name) : null
    if (!fields) return []
    const isMarked = read(`/proc/${name}/environ`).split('\0').includes(mark)
    return [{ pid: Number(name), parent: Number(fields[parentField]), group: Number(fields[groupField]), isMarked }]
  })
}

function fromPs(): Running[] {
  // Not imported, because the app process has this file too and most projects need no more of that module.
  const { execFileSync } = process.getBuiltinModule('node:child_process')
  const text = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,pgid='], { encoding: 'utf8', timeout: 2000 })
  return text.split('\n').flatMap(line => {
    const [pid, parent, group] = line.trim().split(/\s+/).map(Number)
    return pid && parent !== undefined && group !== undefined ? [{ pid, parent, group, isMarked: false }] : []
  })
}

// Positions in /proc/PID/stat behind the program's name, which stands in parentheses and may hold anything: see proc(5).
const parentField = 1
const groupField = 2
/** Page faults of children that have ended: none has if there are none. */
const childFaultsField = 8

function fieldsOf(pid: string): string[] | null {
  const text = read(`/proc/${pid}/stat`)
  return text === '' ? null : text.slice(text.lastIndexOf(')') + 2).split(' ')
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return '' // it has just ended, or is somebody else's
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended by itself.
  }
}
