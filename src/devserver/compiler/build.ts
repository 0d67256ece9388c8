import type { Bundle, Definition, ProjectEntry } from '../protocol.js'
import type { BuildMessage } from './messages.js'
import type { Stamps } from './stamps.js'

/** Everything a generation needs to run, in the state the files had at one moment. */
export interface Build {
  readonly ok: true
  readonly entry: ProjectEntry
  readonly modules: ReadonlyMap<string, Definition>
  readonly packages: readonly string[]
  readonly bundle?: Bundle
  readonly warnings: readonly BuildMessage[]
  /** How the sources were when they were read. */
  readonly stamps: Stamps
}
