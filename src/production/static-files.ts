import type { Application } from '../core/application.js'
import type { HttpRequest } from '../http/request.js'
import type { HttpResponseBase } from '../http/response-base.js'
import { after } from '../utils/after.js'
import { staticPath } from '../utils/static-path.js'
import { serve } from '../views/static.js'

/** A name with a hash in it stands for one content for ever; who has it need not ask again. Ten years, as WhiteNoise says. */
const forEver = 'max-age=315360000, public, immutable'
const aMinute = 'max-age=60, public'

/** The application, with the collected static files in front of it. */
export class CollectedFiles implements Pick<Application, 'handle' | 'bodyRules'> {
  readonly #app: Application
  readonly #folder: string
  readonly #base: string | null
  readonly #hashed: ReadonlySet<string>

  /** `names`: what the files are called by now. */
  constructor(app: Application, folder: string, names: Readonly<Record<string, string>> | null) {
    this.#app = app
    this.#folder = folder
    this.#base = staticPath(app.settings)
    this.#hashed = new Set(Object.values(names ?? {}))
  }

  bodyRules(request: HttpRequest): ReturnType<Application['bodyRules']> {
    return this.#app.bodyRules(request)
  }

  handle(request: HttpRequest): HttpResponseBase | Promise<HttpResponseBase> {
    if (this.#base === null || !request.path.startsWith(this.#base)) return this.#app.handle(request)
    const path = request.path.slice(this.#base.length)
    const answer = this.#app.answerInstead(request, () => serve(request, { path, documentRoot: this.#folder }))
    return after(answer, response => {
      const isThere = response.statusCode < 300 || response.statusCode === 304
      if (isThere) response.headers.set('Cache-Control', this.#hashed.has(path) ? forEver : aMinute)
      return response
    })
  }
}
