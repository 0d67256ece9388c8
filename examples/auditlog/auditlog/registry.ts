import { type Model, type ModelClass, postSave, preSave } from '../models'
import { type Changes, LogEntry } from './models'

/** Has everything that is saved of a model written down. */
export function register(model: ModelClass): void {
  preSave.connect(logUpdate, { sender: model })
  postSave.connect(logCreate, { sender: model })
}

function logUpdate({ instance }: { instance: Model }): void {
  if (instance.pk === null) return
  const { objects } = instance.constructor as ModelClass
  const changes = difference(objects.get({ pk: instance.pk }), instance)
  if (Object.keys(changes).length > 0) log('updated', instance, changes)
}

function logCreate({ instance, created }: { instance: Model; created: boolean }): void {
  if (created) log('created', instance, difference(null, instance))
}

function log(action: LogEntry['action'], instance: Model, changes: Changes): void {
  const contentType = instance.constructor.name
  LogEntry.objects.create({ action, contentType, objectPk: String(instance.pk), objectRepr: String(instance), changes })
}

/** The fields that are not the same, as text. */
function difference(before: Model | null, after: Model): Changes {
  const fields = Object.keys(after) as (keyof Model)[]
  const pairs = fields.map(name => [name, [text(before?.[name]), text(after[name])]] as const)
  return Object.fromEntries(pairs.filter(([, [was, is]]) => was !== is))
}

function text(value: unknown): string {
  return value === null || value === undefined ? 'None' : String(value)
}
