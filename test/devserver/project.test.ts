import { afterEach, expect, test } from 'vitest'
import { activateSettings, defineSettings, settings } from '../../src/conf/settings.js'
import { loadProject } from '../../src/devserver/app/project.js'
import type { LoadPlan } from '../../src/devserver/protocol.js'
import { setDefaultLogging } from '../../src/utils/logging/active.js'

afterEach(() => {
  activateSettings(null)
  setDefaultLogging(null)
})

function load(own: Parameters<typeof defineSettings>, extraHosts: readonly string[] = [], isServed = true) {
  const seen: unknown[] = []
  const modules: Readonly<Record<string, () => object>> = {
    '/site/settings.ts': () => ({ default: defineSettings(...own) }),
    '/site/urls.ts': () => {
      seen.push(settings.DEBUG, settings.ALLOWED_HOSTS)
      return { urlpatterns: [] }
    },
  }
  const entry = { settings: '/site/settings.ts', urls: '/site/urls.ts', extras: [] }
  const plan = { root: '/site', entry, extraHosts, secretKey: 'x', isServed } as unknown as LoadPlan
  return { project: loadProject(plan, path => modules[path]!() as Record<string, unknown>), seen }
}

test('the settings are there when urls.ts is evaluated', () => {
  expect(load([{ DEBUG: true, ALLOWED_HOSTS: ['example.com'] }]).seen).toEqual([true, ['example.com']])
})

test('--allow-host is among the hosts, beside names of the project’s own', () => {
  const { project } = load([{ DEBUG: true }, { LOCKOUT_COOLOFF: 42 }], ['site.test'])
  expect(project.app.settings.ALLOWED_HOSTS).toEqual(['.localhost', '127.0.0.1', '[::1]', 'site.test'])
  expect(project.app.settings).toMatchObject({ LOCKOUT_COOLOFF: 42 })
})

test('without DEBUG it needs hosts', () => {
  expect(() => load([{}])).toThrow('You must set settings.ALLOWED_HOSTS if DEBUG is False.')
  expect(load([{}], [], false).project.app.settings.ALLOWED_HOSTS).toEqual([]) // a command needs none
  expect(load([{}], ['site.test']).project.app.settings.ALLOWED_HOSTS).toEqual(['site.test'])
})
