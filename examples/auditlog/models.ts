import { Signal } from 'tiny-django/dispatch'
import { DoesNotExist } from 'tiny-django/shortcuts'

// What of Django's models this program needs: rows in memory, and the signals around saving them.

/** Sent before a row is saved, by its class. */
export const preSave = new Signal<{ instance: Model }>()

/** Sent when a row was saved, by its class. */
export const postSave = new Signal<{ instance: Model; created: boolean }>()

export abstract class Model {
  /** `null` until it is saved for the first time. */
  pk: number | null = null

  save(): void {
    const { objects } = this.constructor as ModelClass
    const created = this.pk === null
    preSave.send(this.constructor, { instance: this })
    objects.store(this)
    postSave.send(this.constructor, { instance: this, created })
  }
}

export interface ModelClass<M extends Model = Model> {
  new (): M
  readonly objects: Manager<M>
}

/** The saved rows of a model. Whoever asks gets copies: nothing changes until it is saved. */
export class Manager<M extends Model> {
  readonly model: new () => M
  readonly #rows = new Map<number, M>()

  constructor(model: new () => M) {
    this.model = model
  }

  /** All of them, the last one first. */
  all(): M[] {
    return [...this.#rows.values()].reverse().map(row => this.#copy(row))
  }

  get({ pk }: { pk: number }): M {
    const row = this.#rows.get(pk)
    if (row === undefined) throw new DoesNotExist(`${this.model.name} matching query does not exist.`)
    return this.#copy(row)
  }

  create(values: Partial<M>): M {
    const instance = Object.assign(new this.model(), values)
    instance.save()
    return instance
  }

  store(instance: M): void {
    instance.pk ??= this.#rows.size + 1
    this.#rows.set(instance.pk, this.#copy(instance))
  }

  #copy(row: M): M {
    return Object.assign(new this.model(), row)
  }
}
