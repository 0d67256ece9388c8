import { settings } from '../conf/settings.js'
import { getResolver } from '../urls/active.js'
import { repr } from '../utils/repr.js'
import type { Check, CheckedProject } from './check.js'
import { checkTrustedOrigins } from './compatibility.js'
import type { CheckMessage } from './messages.js'
import { checkCsrfFailureView, checkSecurity } from './security.js'
import { checkUrlSettings, checkUrls } from './urls.js'

/** Labels of checks that come with Django. Any other text will do as well. */
export const Tags = {
  compatibility: 'compatibility',
  files: 'files',
  security: 'security',
  signals: 'signals',
  staticfiles: 'staticfiles',
  templates: 'templates',
  urls: 'urls',
} as const

export interface RegisterOptions {
  /** Run under `tiny-django check --deploy` only. */
  readonly deploy?: boolean
}

/**
 * Adds a check of one's own, labelled with tags. Called with tags alone it gives a decorator. The module that does so has
 * to be imported: by `urls.ts`, say. Django: `django.core.checks.register`.
 *
 * ```ts
 * register(({ settings }) => (settings.DEBUG ? [new Info('Debugging.', { id: 'blog.I001' })] : []), 'blog')
 * ```
 */
export function register<C extends Check>(check: C, ...tags: readonly (string | RegisterOptions)[]): C
export function register(...tags: readonly (string | RegisterOptions)[]): <C extends Check>(check: C) => C
export function register(...given: readonly (Check | string | RegisterOptions)[]): unknown {
  const [first, ...rest] = given
  if (typeof first === 'function') return add(first, rest as readonly (string | RegisterOptions)[])
  return (check: Check) => add(check, given as readonly (string | RegisterOptions)[])
}

function add(check: Check, labels: readonly (string | RegisterOptions)[]): Check {
  const tags = labels.filter(label => typeof label === 'string')
  const isForDeployment = labels.some(label => typeof label === 'object' && label.deploy === true)
  registered.set(check, { tags, isForDeployment })
  return check
}

interface Registered {
  readonly tags: readonly string[]
  readonly isForDeployment: boolean
}

/** In the order in which they run. */
const registered = new Map<Check, Registered>()
register(checkUrls, Tags.urls)
register(checkUrlSettings, Tags.urls)
register(checkTrustedOrigins, Tags.compatibility)
register(checkCsrfFailureView, Tags.security)
register(checkSecurity, Tags.security, { deploy: true })

export interface RunChecksOptions extends Partial<CheckedProject> {
  /** Only checks that bear one of these. */
  readonly tags?: readonly string[] | null
  readonly includeDeploymentChecks?: boolean
}

/**
 * What all checks have to say, of the running application unless another is given. What is silenced is among it.
 * Throws TypeError for a check that does not return a list. Django: `django.core.checks.run_checks`.
 */
export function runChecks({ tags, includeDeploymentChecks, ...given }: RunChecksOptions = {}): CheckMessage[] {
  const project = { resolver: given.resolver ?? getResolver(), settings: given.settings ?? settings }
  return checksFor(includeDeploymentChecks)
    .filter(([, registration]) => !tags || registration.tags.some(tag => tags.includes(tag)))
    .flatMap(([check]) => [...messagesOf(check, project)])
}

function messagesOf(check: Check, project: CheckedProject): Iterable<CheckMessage> {
  const messages: unknown = check(project)
  if (typeof messages === 'object' && messages !== null && Symbol.iterator in messages) {
    return messages as Iterable<CheckMessage>
  }
  throw new TypeError(
    `The function ${repr(check)} did not return a list. All functions registered with the checks registry must return a list.`,
  )
}

/** Whether some check bears that tag. */
export function tagExists(tag: string, includeDeploymentChecks = false): boolean {
  return tagsAvailable(includeDeploymentChecks).includes(tag)
}

/** The tags that checks bear, sorted. */
export function tagsAvailable(includeDeploymentChecks = false): string[] {
  return [...new Set(checksFor(includeDeploymentChecks).flatMap(([, { tags }]) => tags))].sort()
}

function checksFor(includeDeploymentChecks = false): [Check, Registered][] {
  return [...registered].filter(([, { isForDeployment }]) => includeDeploymentChecks || !isForDeployment)
}
