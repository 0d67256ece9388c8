import { Context, type ContextValues, Engine } from '../../../src/template/index.js'

const engine = new Engine()

/** What a template writes. */
export function render(source: string, values: ContextValues = {}): string {
  return engine.fromString(source).render(new Context(values))
}
