import { expect, test } from 'vitest'
import { activateSettings, defineSettings, settings } from '../../src/conf/settings.js'
import type { HttpRequest } from '../../src/http/request.js'
import { HttpResponse } from '../../src/http/response.js'
import {
  Client,
  liveServer,
  overrideSettings,
  setupTestEnvironment,
  teardownTestEnvironment,
} from '../../src/test/index.js'
import { path } from '../../src/urls/path.js'

test('a test environment allows the test client and turns DEBUG off, below what tests override', () => {
  activateSettings(defineSettings({ DEBUG: true, ALLOWED_HOSTS: ['example.com'] }))
  setupTestEnvironment()
  expect([settings.DEBUG, settings.ALLOWED_HOSTS]).toEqual([false, ['example.com', 'testserver']])
  expect(overrideSettings({ DEBUG: true }, () => settings.DEBUG)).toBe(true)
  expect(() => setupTestEnvironment()).toThrow('setupTestEnvironment() was already called')
  teardownTestEnvironment()
  expect([settings.DEBUG, settings.ALLOWED_HOSTS]).toEqual([true, ['example.com']])
  setupTestEnvironment({ debug: true })
  expect(settings.DEBUG).toBe(true)
  teardownTestEnvironment()
})

test('a live server answers over the network, and ends', async () => {
  const app = { urlpatterns: [path('', (request: HttpRequest) => new HttpResponse(request.getHost()))] }
  let url: string
  {
    await using server = await liveServer(app)
    url = server.url
    expect(await (await fetch(url)).text()).toBe(`127.0.0.1:${server.port}`)
    expect(settings.ALLOWED_HOSTS).toContain('127.0.0.1')
  }
  await expect(fetch(url)).rejects.toThrow()
  expect(settings.ALLOWED_HOSTS).not.toContain('127.0.0.1')
})

test('a client and a live server may have the same application', async () => {
  const app = { urlpatterns: [path('', () => new HttpResponse('same'))] }
  await using server = await liveServer(app)
  expect((await new Client({ app }).get('/')).text).toBe('same')
  expect(await (await fetch(server.url)).text()).toBe('same')
})
