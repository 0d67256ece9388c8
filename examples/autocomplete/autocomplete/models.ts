/** Objects that may be searched. */
export interface Model<T = object> {
  /** What foreign keys to it hold, as text. */
  pk(object: T): string
  label(object: T): string
  /** The fields that anybody may ask about. */
  readonly searchFields: readonly string[]
  all(): Iterable<T>
}

const models = new Map<string, Model>()

/** Makes a model known by the name that requests have for it. */
export function registerModel<T extends object>(appLabel: string, modelName: string, model: Model<T>): void {
  models.set(keyOf(appLabel, modelName), model)
}

/** The model of that name. Django: `apps.get_model()`, which throws LookupError where this is `null`. */
export function getModel(appLabel: string, modelName: string): Model | null {
  return models.get(keyOf(appLabel, modelName)) ?? null
}

function keyOf(appLabel: string, modelName: string): string {
  return `${appLabel}.${modelName.toLowerCase()}`
}
