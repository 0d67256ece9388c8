import type { CheckedProject } from './check.js'
import { CheckError, type CheckMessage } from './messages.js'

/** Origins without a scheme, as Django took them before 4.0. Django: `check_csrf_trusted_origins`. */
export function* checkTrustedOrigins({ settings }: CheckedProject): Iterable<CheckMessage> {
  for (const origin of settings.CSRF_TRUSTED_ORIGINS) {
    if (origin.includes('://')) continue
    yield new CheckError(
      'As of Django 4.0, the values in the CSRF_TRUSTED_ORIGINS setting must start with a scheme (usually http:// or ' +
        `https://) but found ${origin}. See the release notes for details.`,
      { id: '4_0.E001' },
    )
  }
}
