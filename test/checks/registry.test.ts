import { afterEach, describe, expect, test } from 'vitest'
import * as checks from '../../src/checks/index.js'
import {
  Critical,
  Debug,
  Info,
  register,
  runChecks,
  tagExists,
  tagsAvailable,
  Warning,
} from '../../src/checks/index.js'
import { activateSettings, completeSettings } from '../../src/conf/settings.js'
import { createApplication } from '../../src/index.js'
import { activateResolver } from '../../src/urls/active.js'
import { path } from '../../src/urls/path.js'
import { view } from '../urls/views.js'

afterEach(() => {
  activateSettings(null)
  activateResolver(null)
})

describe('messages', () => {
  test('print as Django’s do', () => {
    expect(String(new checks.Error('Wet paint.'))).toBe('?: Wet paint.')
    expect(String(new Warning('Wet paint.', { hint: 'Wait.', obj: 'blog.bench', id: 'blog.W001' }))).toBe(
      'blog.bench: (blog.W001) Wet paint.\n\tHINT: Wait.',
    )
  })

  test('know how bad they are', () => {
    const all = [new Debug(''), new Info(''), new Warning(''), new checks.Error(''), new Critical('')]
    expect(all.map(each => each.level)).toEqual([10, 20, 30, 40, 50])
    expect(all.map(each => each.isSerious())).toEqual([false, false, false, true, true])
    expect(all.map(each => each.isSerious(checks.INFO))).toEqual([false, true, true, true, true])
    expect(() => new checks.CheckMessage('ERROR' as never, '')).toThrow('The first argument should be level.')
  })

  test('are silenced by the settings', () => {
    activateSettings(completeSettings({ SILENCED_SYSTEM_CHECKS: ['blog.W001'] }))
    expect(
      [new Warning('', { id: 'blog.W001' }), new Warning('', { id: 'blog.W002' }), new Warning('')].map(each =>
        each.isSilenced(),
      ),
    ).toEqual([true, false, false])
  })
})

describe('a check of the project’s own', () => {
  test('runs with the others, sees the running application, and is found by its tags', () => {
    register(
      ({ resolver, settings }) => [new Info(`${resolver.patterns.length} patterns, DEBUG ${settings.DEBUG}`)],
      'blog',
      'count',
    )
    createApplication({ urlpatterns: [path('/a/', view), path('b/', view)], settings: { DEBUG: true } })
    expect(runChecks().map(({ id, msg }) => id ?? msg)).toEqual(['urls.W002', '2 patterns, DEBUG true'])
    expect(runChecks({ tags: ['blog'] }).map(({ msg }) => msg)).toEqual(['2 patterns, DEBUG true'])
    expect(runChecks({ tags: ['nothing'] })).toEqual([])
    expect([tagExists('count'), tagExists('paint')]).toEqual([true, false])
  })

  test('may be decorated, and be for production only', () => {
    createApplication({ urlpatterns: [] })
    const check = register('deploy-only', { deploy: true })(() => [new Warning('Not for production.')])
    expect([...check()]).toHaveLength(1)
    expect(runChecks({ tags: ['deploy-only'] })).toEqual([])
    expect(runChecks({ tags: ['deploy-only'], includeDeploymentChecks: true })).toHaveLength(1)
    expect([tagsAvailable().includes('deploy-only'), tagsAvailable(true).includes('deploy-only')]).toEqual([
      false,
      true,
    ])
  })

  test('has to return a list', () => {
    createApplication({ urlpatterns: [] })
    register((() => undefined) as never, 'broken')
    expect(() => runChecks({ tags: ['broken'] })).toThrow(
      'did not return a list. All functions registered with the checks registry must return a list.',
    )
  })
})
