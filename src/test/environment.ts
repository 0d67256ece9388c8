import { addOverride, type Override, removeOverride } from '../conf/settings.js'
import { setDefaultLogging } from '../utils/logging/active.js'

/**
 * Settings for tests, whatever application runs: the host of the test client is allowed, and DEBUG is off unless told,
 * since it is off where the tested program will run. The first client or factory does this by itself. Throws when it was
 * done already. Django: `django.test.utils.setup_test_environment`.
 */
export function setupTestEnvironment({ debug = false }: { debug?: boolean } = {}): void {
  if (installed !== null) {
    throw new Error(
      "setupTestEnvironment() was already called and can't be called again without first calling " +
        'teardownTestEnvironment().',
    )
  }
  installed = ({ ALLOWED_HOSTS }) => ({ DEBUG: debug, ALLOWED_HOSTS: [...ALLOWED_HOSTS, 'testserver'] })
  addOverride(installed, 'below')
  setDefaultLogging({ handlers: { errors: { class: 'null' } } }) // what is thrown reaches the test
}

/** Undoes `setupTestEnvironment()`. */
export function teardownTestEnvironment(): void {
  if (installed !== null) {
    removeOverride(installed)
    setDefaultLogging(null)
  }
  installed = null
}

/** For who needs it and does not care who did it. */
export function setupOnce(): void {
  if (installed === null) setupTestEnvironment()
}

let installed: Override | null = null
