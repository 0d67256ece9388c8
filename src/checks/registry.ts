import type { CheckMessage } from './message.js'
import { type Checked, checkUrlSettings, checkUrls } from './urls.js'

export type Check = (project: Checked) => Iterable<CheckMessage>

/** In the order in which they run. */
const checks: Check[] = [checkUrls, checkUrlSettings]

/** Adds a check of one's own. Django: `django.core.checks.register`. */
export function registerCheck(check: Check): void {
  checks.push(check)
}

/** What all checks have to say of a project. Django: `run_checks`. */
export function runChecks(project: Checked): CheckMessage[] {
  return checks.flatMap(check => [...check(project)])
}
