import { readdirSync, readFileSync } from 'node:fs'

/** A running process, as Linux tells of it in /proc. Zombies are not counted: they run no more. */
export interface Process {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

/** Every process that was started with this variable in its environment, whoever its parent has become since. */
export function processesWith(name: string, value: string): Process[] {
  const entry = `${name}=${value}`
  return pids()
    .filter(pid => read(pid, 'environ').split('\0').includes(entry))
    .flatMap(describe)
}

export function isRunning(pid: number): boolean {
  return describe(pid).length === 1
}

/** The most memory that a process has had at once, in bytes. */
export function peakMemory(pid: number): number {
  return 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(read(pid, 'status'))?.[1])
}

function pids(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger)
}

// The second field, the program's name in parentheses, may hold anything.
function describe(pid: number): Process[] {
  const [state, parent] = read(pid, 'stat')
    .replace(/^.*\) /s, '')
    .split(' ')
  if (!state || state === 'Z' || state === 'X') return []
  return [{ pid, parent: Number(parent), command: read(pid, 'cmdline').split('\0').join(' ').trim() }]
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return '' // it has just ended
  }
}
