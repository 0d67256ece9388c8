import { pathOf } from '../../../http/target.js'
import type { WhichURL } from '../../../urls/which.js'
import { decodePath } from '../../../utils/encoding.js'
import { limits } from '../../limits.js'
import type { DescribedSetting, DescribedURL, ProjectDescription, ProjectQuestion } from '../../protocol.js'
import type { WireRecord } from '../../record.js'
import type { Generation } from '../generation.js'
import { inTime } from '../in-time.js'

/** What the project is like at this moment: asked of its live process, each thing once. */
export class Project {
  readonly #live: () => Generation | null
  readonly #known = new WeakMap<Generation, Promise<ProjectDescription | null>>()

  constructor(live: () => Generation | null) {
    this.#live = live
  }

  async urls(): Promise<readonly DescribedURL[] | undefined> {
    return (await this.#description())?.urls
  }

  async settings(): Promise<readonly DescribedSetting[] | undefined> {
    return (await this.#description())?.settings
  }

  /** `views.ts:12`, where a view of this name was written. */
  async placeOf(view: string): Promise<string | undefined> {
    const found = (await this.urls())?.find(url => url.view === view)
    return found?.file && `${found.file}:${found.line}`
  }

  /** How the resolver walks for a request. */
  async which({ target, method }: Pick<WireRecord, 'target' | 'method'>): Promise<WhichURL | undefined> {
    return (await this.#ask({ which: { path: decodePath(pathOf(target)), method } }))?.which
  }

  async #description(): Promise<ProjectDescription | null> {
    const live = this.#live()
    if (live === null) return null
    const known = this.#known.get(live) ?? live.describe({ urls: true, places: true, settings: true })
    this.#known.set(live, known)
    return (await inTime(known, limits.sample)) ?? null
  }

  async #ask(question: ProjectQuestion): Promise<ProjectDescription | null> {
    const live = this.#live()
    return live === null ? null : ((await inTime(live.describe(question), limits.sample)) ?? null)
  }
}
