import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'

/** Who listens on a port, as far as this user may know. */
export interface PortHolder {
  readonly pid: number
  /** The program's name. */
  readonly name: string
}

/** The process that listens on `port`, or null when it cannot be told. */
export function portHolder(port: number): PortHolder | null {
  try {
    return process.platform === 'linux' ? fromProc(port) : fromLsof(port)
  } catch {
    return null
  }
}

/** Whether anybody listens on `port`, as far as it can be told. */
export function isListenedOn(port: number): boolean {
  if (process.platform !== 'linux') return portHolder(port) !== null
  return listeningInodes(port).size > 0
}

/** The first port after `port` that nobody listens on at any of `hosts`, or null. */
export async function freePortAfter(port: number, hosts: readonly string[]): Promise<number | null> {
  for (let candidate = port + 1; candidate <= Math.min(port + 50, 65_535); candidate++) {
    if (await isFreeAt(hosts, candidate)) return candidate
  }
  return null
}

/** A port that nobody listens on at any of `hosts`, as the system gives them out. */
export async function freePort(hosts: readonly string[]): Promise<number> {
  const [first = '127.0.0.1', ...others] = hosts
  for (;;) {
    const port = await probe(0, first)
    if (port === null) return 0 // whoever listens there will be told why
    if (await isFreeAt(others, port)) return port
  }
}

function fromProc(port: number): PortHolder | null {
  const inodes = listeningInodes(port)
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    if (holds(pid, inodes)) return { pid: Number(pid), name: readFileSync(`/proc/${pid}/comm`, 'utf8').trim() }
  }
  return null
}

const listening = '0A'

// Columns of /proc/net/tcp: number, local address (hex address:port), remote address, state, …, inode (the tenth).
function listeningInodes(port: number): Set<string> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const inodes = new Set<string>()
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readOrEmpty(table).split('\n')) {
      const columns = line.trim().split(/\s+/)
      if (columns[1]?.endsWith(suffix) && columns[3] === listening) inodes.add(`socket:[${columns[9]}]`)
    }
  }
  return inodes
}

function holds(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some(fd => inodes.has(linkOf(`/proc/${pid}/fd/${fd}`)))
  } catch {
    return false // somebody else's process, or one that has just ended
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

function fromLsof(port: number): PortHolder | null {
  const text = execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], {
    encoding: 'utf8',
    timeout: 2000,
  })
  const pid = /^p(\d+)$/m.exec(text)?.[1]
  const name = /^c(.+)$/m.exec(text)?.[1]
  return pid && name ? { pid: Number(pid), name } : null
}

async function isFreeAt(hosts: readonly string[], port: number): Promise<boolean> {
  for (const host of hosts) if ((await probe(port, host)) === null) return false
  return true
}

/** The port that one gets by asking for this one, or null. An address that there is not holds none. */
function probe(port: number, host: string): Promise<number | null> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', error => resolve((error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? null : port))
    server.listen({ port, host, ipv6Only: true }, () => {
      const bound = (server.address() as AddressInfo).port
      server.close(() => resolve(bound))
    })
  })
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
