import type { Subject } from './subjects.js'

/** What a part of the benchmarks is told. */
export interface Context {
  /** The checkout of tiny-django. */
  readonly root: string
  /** How often things are done. */
  readonly counts: Counts
  /** Whether a subject was asked for (`--only`). */
  wants(subject: Subject): boolean
  /** Shows what is going on to somebody who waits. */
  progress(text: string): void
}

export interface Counts {
  /** Starts of each subject. */
  readonly starts: number
  /** Saves of each subject in `reload`, where each is timed. */
  readonly reloads: number
  /** Saves of each subject in `lost`, under load. */
  readonly savesUnderLoad: number
  /** After how many reloads `memory` looks. */
  readonly memoryAfter: readonly [number, number]
}

export const fullCounts: Counts = { starts: 15, reloads: 30, savesUnderLoad: 200, memoryAfter: [20, 300] }
export const quickCounts: Counts = { starts: 3, reloads: 5, savesUnderLoad: 20, memoryAfter: [5, 20] }

/** A save that has not been answered by now was missed; the next one is made. */
export const unseenAfterMs = 3_000

/** What a part found out. */
export interface Report {
  readonly heading: string
  /** For people: tables, at most 80 columns wide. */
  readonly text: string
  /** The same for programs, with every measurement. */
  readonly data: unknown
  readonly goals: readonly Goal[]
}

/** Something that tiny-django has set itself. */
export interface Goal {
  readonly text: string
  readonly isMet: boolean
}

export type Part = (context: Context) => Promise<Report>
