import { HttpResponse } from '../../src/http/response.js'
import type { View } from '../../src/urls/types.js'

/** A view that answers with its arguments, for tests about which view is found and what it is given. */
export const view = (_request: object, ...args: unknown[]) => new HttpResponse(JSON.stringify(args))

/** Another view each time, with that name. */
export function named(name: string): View<object> {
  const made = (..._args: unknown[]) => new HttpResponse(name)
  Object.defineProperty(made, 'name', { value: name })
  return made
}
