import { settings } from '../../conf/settings.js'
import type { Application } from '../../core/application.js'
import type { HttpRequest } from '../../http/request.js'
import type { HttpResponseBase } from '../../http/response-base.js'
import { staticPath } from '../../utils/static-path.js'
import { serve } from './views.js'

/**
 * The application, with requests below `STATIC_URL` answered outside of all middleware: what `runserver` does.
 * Django: `django.contrib.staticfiles.handlers.StaticFilesHandler`.
 */
export class StaticFilesHandler implements Pick<Application, 'handle'> {
  readonly #app: Application

  constructor(app: Application) {
    this.#app = app
  }

  handle(request: HttpRequest): HttpResponseBase | Promise<HttpResponseBase> {
    const base = staticPath(settings)
    if (base === null || !request.path.startsWith(base)) return this.#app.handle(request)
    return this.#app.answerInstead(request, () =>
      serve(request, { path: request.path.slice(base.length), insecure: true }),
    )
  }
}
