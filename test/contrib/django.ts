import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, vi } from 'vitest'
import { activateSettings, defineSettings, type SettingsInput } from '../../src/conf/settings.js'
import { activateResolver } from '../../src/urls/active.js'

/** What a real Django wrote, for us to read. */
export const django = JSON.parse(readFileSync(new URL('django.json', import.meta.url), 'utf8'))

/** Django's secret key, and everything else as it is by default. */
export const shared: SettingsInput = {
  SECRET_KEY: 'shared-secret-key',
  ALLOWED_HOSTS: ['testserver'],
  // Errors that a test asks for are nothing to read about.
  LOGGING: { loggers: { 'django.request': { level: 'CRITICAL' } } },
}

/** Stops the clock when Django wrote, and shares its settings. */
export function withDjango(more: SettingsInput = {}): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_704_164_645_000 })
    activateSettings(defineSettings({ ...shared, ...more }))
  })

  afterEach(() => {
    vi.useRealTimers()
    activateSettings(null)
    activateResolver(null)
  })
}
