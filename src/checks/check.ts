import type { ActiveSettings } from '../conf/settings.js'
import type { URLResolver } from '../urls/resolver.js'
import type { CheckMessage } from './messages.js'

/** What there is to check: a project that has been loaded. */
export interface CheckedProject {
  /** The root URLconf. */
  readonly resolver: URLResolver
  readonly settings: ActiveSettings
}

/** Looks at a project and says what is wrong with it. */
export type Check = (project: CheckedProject) => Iterable<CheckMessage>
