import { reverse } from '../urls/reverse.js'
import { type Reverser, setReverser } from '../urls/reverser.js'
import { csrfFailure } from '../views/csrf.js'
import { technicalError, technicalNotFound } from '../views/debug/responses.js'
import { type Application, type ApplicationOptions, compileApplication } from './application.js'

/**
 * Builds the application: settings checked, URLs compiled, middleware constructed, the last in the list first.
 * Throws `ImproperlyConfigured` when that is not possible.
 *
 * ```ts
 * const app = createApplication({ urlpatterns, settings })
 * ```
 */
export function createApplication(options: ApplicationOptions): Application {
  setReverser(reverse as Reverser) // also where a bundler has left out what nobody imports
  return compileApplication(options, { technicalError, technicalNotFound, csrfFailure })
}
