import { readFileSync } from 'node:fs'

/** What this process needs open for its own work: pipes to the app processes, files it reads, the watcher. */
const reserved = 64

/**
 * How many connections each of `addresses` addresses may have, so that there are always descriptors left to work with. Without
 * that the system would close what is beyond the limit, say nothing, and no file could be read either.
 */
export function connectionsPerAddress(addresses: number): number {
  return Math.max(1, Math.floor((openFilesLimit() - reserved) / addresses))
}

/** Where the system does not tell, there is no limit that Node has not lifted. */
function openFilesLimit(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8')
    return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY)
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
