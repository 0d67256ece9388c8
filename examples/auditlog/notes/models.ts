import { register } from '../auditlog/registry'
import { Manager, Model } from '../models'

export class Note extends Model {
  static readonly objects: Manager<Note> = new Manager(Note)

  title = ''
  text = ''

  override toString(): string {
    return this.title
  }
}

register(Note)
