import { readFileSync, statSync } from 'node:fs'

/** How a source was when it was read. */
export interface Stamp {
  /** Changes when the file is written to or replaced; empty when there is none, or it may not be looked at. */
  readonly mark: string
  /**
   * Its content, while the mark alone cannot be trusted: a file system's clock ticks every few milliseconds, and two
   * writes within one tick leave the same mark.
   */
  content: string | null
}

export type Stamps = ReadonlyMap<string, Stamp>

/** More than a tick of any file system's clock, in milliseconds. */
const tickMs = 20

/** To be taken before the file is read, so that a write in between is noticed later. */
export function markOf(path: string): string {
  try {
    // The time of the last change: that of the last write can be set, and is, by what copies files with their times.
    const { ctimeMs, size, ino } = statSync(path)
    return `${ctimeMs}:${size}:${ino}`
  } catch {
    return ''
  }
}

export function stampOf(mark: string, content: string): Stamp {
  return { mark, content: isSettled(mark) ? null : content }
}

/** How a file is that is not read for its own sake; it may be missing. */
export function stampOfFile(path: string): Stamp {
  const mark = markOf(path)
  return { mark, content: mark === '' || isSettled(mark) ? null : read(path) }
}

/** A file that is not what it was, or null. */
export function findStale(stamps: Stamps): string | null {
  for (const [path, stamp] of stamps) if (!isCurrent(path, stamp)) return path
  return null
}

/** Whether a file is what it was, as far as can be told without its content where the mark can be trusted. */
export function isCurrent(path: string, stamp: Stamp): boolean {
  if (markOf(path) !== stamp.mark) return false
  if (stamp.content === null) return true
  const willStaySo = isSettled(stamp.mark)
  if (read(path) !== stamp.content) return false
  if (willStaySo) stamp.content = null
  return true
}

function isSettled(mark: string): boolean {
  return Date.now() - Number.parseFloat(mark) > tickMs
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
