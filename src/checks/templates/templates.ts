import type { Engine } from '../../template/engine.js'
import { TemplateDoesNotExist, TemplateSyntaxError } from '../../template/exceptions.js'
import { nameHint } from '../../template/hints.js'
import type { Loader } from '../../template/loaders/base.js'
import { CachedLoader } from '../../template/loaders/cached.js'
import { templateNames } from '../../template/names.js'
import type { Origin } from '../../template/origin.js'
import { constructRelativePath } from '../../template/relative-path.js'
import { Template } from '../../template/template.js'
import type { CheckMessage } from '../messages.js'
import { Place } from '../place.js'
import { factsOf, type TemplateFacts } from './facts.js'
import { ids, placeAt, problem } from './problems.js'

/** A template of the project that compiles. */
export interface CheckedTemplate {
  readonly template: Template
  readonly facts: TemplateFacts
}

/** The templates that an engine would find, compiled; what others hide is among them, for `extends` can find it. */
export class ProjectTemplates {
  readonly engine: Engine
  readonly names: ReadonlySet<string>
  /** Of those that do not compile. */
  readonly problems: CheckMessage[] = []
  readonly all: CheckedTemplate[] = []
  readonly #byName = new Map<string, CheckedTemplate | null>()

  constructor(engine: Engine) {
    this.engine = engine
    this.names = templateNames(engine.templateLoaders)
    for (const name of [...this.names].sort()) this.#add(name)
  }

  /**
   * The template that counts for a name as it is written in another; `null` when it is there and cannot be read, for
   * which there is a problem already; `undefined` when there is none.
   */
  find(name: string, from: Template): CheckedTemplate | null | undefined {
    return this.get(nameFrom(from, name))
  }

  /** The same for a name as the project writes it. */
  get(name: string): CheckedTemplate | null | undefined {
    const known = this.#byName.get(name)
    return known === undefined ? this.#ask(name) : known
  }

  /** The template that counts for a name; `null` when it cannot be read, `undefined` when there is none. */
  named(name: string): CheckedTemplate | null | undefined {
    return this.#byName.get(name)
  }

  /** The next template of the same name, which is what one that extends its namesake extends. */
  findParent(name: string, from: Template): CheckedTemplate | null | undefined {
    const whole = nameFrom(from, name)
    if (whole !== from.origin.templateName) return this.find(name, from)
    return this.all.find(({ template: { origin } }) => origin.templateName === whole && !origin.equals(from.origin))
  }

  /** What was probably meant by a name. */
  hint(name: string, from: Template): string | undefined {
    return nameHint(nameFrom(from, name), this.names)
  }

  // A loader of one's own has templates that nobody can list.
  #ask(name: string): CheckedTemplate | null | undefined {
    try {
      this.engine.getTemplate(name)
      return null
    } catch (error) {
      return error instanceof TemplateDoesNotExist ? undefined : null
    }
  }

  #add(name: string): void {
    for (const origin of originsOf(name, this.engine.templateLoaders)) {
      const source = contentsOf(origin)
      if (source === null) continue
      const checked = this.#compile(source, origin, name)
      if (checked !== null) this.all.push(checked)
      if (!this.#byName.has(name)) this.#byName.set(name, checked)
    }
  }

  #compile(source: string, origin: Origin, name: string): CheckedTemplate | null {
    try {
      const template = new Template(source, { origin, name, engine: this.engine })
      return { template, facts: factsOf(template) }
    } catch (error) {
      const { token, hint } = error as Partial<TemplateSyntaxError>
      const place = token === undefined ? new Place(origin.name, 1, 1) : placeAt(origin.name, source, token.position[0])
      this.problems.push(problem(place, ids.doesNotCompile, inOneLine(error), hint))
      return null
    }
  }
}

function inOneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const [first, ...others] = message.split('\n')
  if (!(error instanceof TemplateSyntaxError)) return `${(error as Error).name}: ${first}`
  // Django lists the names there are one below the other.
  return others.length === 0 ? message : `${first} ${others.join(', ')}`
}

function nameFrom({ origin }: Template, name: string): string {
  return constructRelativePath(origin.templateName, `"${name}"`, true).slice(1, -1)
}

function* originsOf(name: string, loaders: readonly Loader[]): Iterable<Origin> {
  for (const loader of loaders) {
    if (loader instanceof CachedLoader) yield* originsOf(name, loader.loaders)
    else yield* loader.getTemplateSources(name)
  }
}

function contentsOf(origin: Origin): string | null {
  try {
    return origin.loader?.getContents(origin) ?? null
  } catch (error) {
    if (error instanceof TemplateDoesNotExist) return null
    throw error
  }
}
