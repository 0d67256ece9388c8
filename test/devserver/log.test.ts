import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createApplication } from '../../src/core/create-application.js'
import { logToTerminal } from '../../src/devserver/app/log.js'
import { BadRequest, Http404 } from '../../src/http/exceptions.js'
import { HttpResponseNotFound } from '../../src/http/response.js'
import { path } from '../../src/urls/path.js'
import { getLogger } from '../../src/utils/log.js'
import { setDefaultLogging } from '../../src/utils/logging/active.js'
import { get } from '../core/requests.js'

// What the terminal gets beside the server's own line about each request.

const printed: string[] = []
beforeEach(() => {
  printed.length = 0
  for (const method of ['warn', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation(text => void printed.push(`${method}: ${text}`))
  }
  logToTerminal()
})
afterEach(() => {
  setDefaultLogging(null)
  vi.restoreAllMocks()
})

const throwing = (error: unknown) => () => {
  throw error
}
const urlpatterns = [
  path('returned/', () => new HttpResponseNotFound()),
  path('missing/', throwing(new Http404())),
  path('bad/', throwing(new BadRequest('No such colour'))),
  path('boom/', throwing(new Error('boom'))),
]

test.each([true, false])('DEBUG %s: refusals are a line, errors have their traceback', async DEBUG => {
  const app = createApplication({ urlpatterns, settings: { DEBUG } })
  for (const target of ['/returned/', '/missing/', '/bad/', '/boom/']) await app.handle(get(target))
  expect(printed).toEqual([
    'warn: Not Found: /missing/',
    'warn: No such colour: /bad/',
    expect.stringMatching(/^error: Internal Server Error: \/boom\/\n./),
  ])
})

test("a project's own lines are printed too, and its LOGGING has the last word", () => {
  const settings = {
    LOGGING: { handlers: { own: { class: () => void printed.push('own') } }, root: { handlers: ['own'] } },
  }
  getLogger('blog').warning('a line')
  createApplication({ urlpatterns, settings })
  getLogger('blog').warning('another')
  expect(printed).toEqual(['warn: a line', 'own'])
})
