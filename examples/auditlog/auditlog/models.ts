import { Manager, Model } from '../models'
import type { User } from '../users'

/** What a field was and what it is now, by the field's name. */
export type Changes = Readonly<Record<string, readonly [before: string, after: string]>>

/** Something that was done to something, and by whom. */
export class LogEntry extends Model {
  static readonly objects: Manager<LogEntry> = new Manager(LogEntry)

  action: 'created' | 'updated' = 'created'
  /** What it was done to: the model, the key, and how it calls itself. */
  contentType = ''
  objectPk = ''
  objectRepr = ''
  changes: Changes = {}
  /** `null` when nobody was logged in, or nobody asked for it over HTTP. */
  actor: User | null = null
  remoteAddr: string | null = null
  timestamp = new Date()
}
