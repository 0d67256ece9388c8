// Vitest's own, with matchers for responses added to `expect`: `import { expect, test } from 'tiny-django/test/vitest'`.
// Who has `globals` on, or takes them from 'vitest', imports this for what it does, in a test or in `setupFiles`.
import './matchers.js'

export { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, test } from 'vitest'
export type { ResponseMatchers } from './matchers.js'
