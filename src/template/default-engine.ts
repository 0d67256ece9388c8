import { ImproperlyConfigured } from '../conf/exceptions.js'
import type { TemplateEngine } from './context.js'

let find: (() => TemplateEngine) | null = null

/** Says where the engine comes from that is used when none is named. */
export function setDefaultEngine(next: () => TemplateEngine): void {
  find = next
}

/** The engine that is used when none is named. Throws ImproperlyConfigured when there is none. */
export function defaultEngine(): TemplateEngine {
  if (find === null) throw new ImproperlyConfigured('No DjangoTemplates backend is configured.')
  return find()
}
