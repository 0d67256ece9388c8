import { createApplication } from 'tiny-django'
import { defineSettings } from 'tiny-django/conf'
import { HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse } from 'tiny-django/http'
import { render } from 'tiny-django/shortcuts'
import { overrideSettings } from 'tiny-django/test'
import { beforeEach, describe, expect, test } from 'tiny-django/test/vitest'
import { vi } from 'vitest'
import { lockoutDefaults } from './conf'
import { getCoolOff, getCoolOffIso8601, getLockoutMessage, getLockoutResponse } from './helpers'

// The settings that the app has by itself, whatever the project says.
createApplication({ urlpatterns: [], settings: defineSettings({}, lockoutDefaults) })

vi.mock(import('tiny-django/shortcuts'), async original => ({ ...(await original()), render: vi.fn() }))

describe('LockoutResponseTestCase', () => {
  let request: HttpRequest
  beforeEach(() => {
    request = new HttpRequest()
  })

  test('testGetLockoutResponseCoolOff', () => {
    using _ = overrideSettings({ LOCKOUT_COOLOFF: 42 })
    expect(getLockoutResponse(request)).toContainText('Try again later.', { statusCode: 429 })
  })

  test('testGetLockoutResponseLockoutTemplate', () => {
    using _ = overrideSettings({ LOCKOUT_TEMPLATE: 'example.html' })
    expect(render).not.toHaveBeenCalled()
    getLockoutResponse(request)
    expect(render).toHaveBeenCalledExactlyOnceWith(
      request,
      'example.html',
      { failure_limit: 3, username: '' },
      { status: 429 },
    )
  })

  test('testGetLockoutResponseLockoutUrl', () => {
    using _ = overrideSettings({ LOCKOUT_URL: 'https://example.com' })
    const response = getLockoutResponse(request)
    expect(response.constructor).toBe(HttpResponseRedirect)
    expect(response.headers.get('Location')).toBe('https://example.com?username=')
  })

  test('testGetLockoutResponseLockoutJson', () => {
    request.META.HTTP_X_REQUESTED_WITH = 'XMLHttpRequest'
    const response = getLockoutResponse(request)
    expect(response.constructor).toBe(JsonResponse)
    expect(JSON.parse(response.text)).toEqual({ failure_limit: 3, username: '' })
  })

  test('testGetLockoutResponseLockoutResponse', () => {
    const response = getLockoutResponse(request)
    expect(response.constructor).toBe(HttpResponse)
    expect(response.text).toBe(getLockoutMessage())
  })
})

describe('AxesLockoutTestCase', () => {
  const mockGetLockoutResponse = () => new HttpResponse('', { status: 400 })
  const credentials = {}
  let request: HttpRequest
  beforeEach(() => {
    request = new HttpRequest()
  })

  test('testGetLockoutResponse', () => {
    expect(getLockoutResponse(request, credentials)).toHaveStatus(429)
  })

  test('testGetLockoutResponseWithCustomHttpResponseCode', () => {
    using _ = overrideSettings({ LOCKOUT_STATUS_CODE: 403 })
    expect(getLockoutResponse(request, credentials)).toHaveStatus(403)
  })

  test('testGetLockoutResponseOverrideCallable', () => {
    using _ = overrideSettings({ LOCKOUT_CALLABLE: mockGetLockoutResponse })
    expect(getLockoutResponse(request, credentials)).toHaveStatus(400)
  })

  test('testGetLockoutResponseOverrideInvalid', () => {
    using _ = overrideSettings({ LOCKOUT_CALLABLE: 42 as never })
    expect(() => getLockoutResponse(request, credentials)).toThrow(TypeError)
  })
})

describe('AxesCoolOffTestCase', () => {
  const thirtySeconds = { total: () => 30 }

  test.each([
    ['testGetCoolOffNone', null, null],
    ['testGetCoolOffInt', 2, 2 * 3600],
    ['testGetCoolOffFloatLt0', 0.25, 15 * 60],
    ['testGetCoolOffFloatGt0', 1.7, 6120],
    ['testGetCoolOffTimedelta', thirtySeconds, 30],
    ['testGetCoolOffCallable', () => thirtySeconds, 30],
  ])('%s', (_name, LOCKOUT_COOLOFF, seconds) => {
    using _ = overrideSettings({ LOCKOUT_COOLOFF })
    expect(getCoolOff()).toBe(seconds)
  })
})

test.each([
  [((24 + 25) * 60 + 42) * 60 + 8, 'P2DT1H42M8S'],
  [7 * 86400 + 342, 'P7DT5M42S'],
  [(2 * 60 + 42) * 60, 'PT2H42M'],
  [20 * 3600 + 42, 'PT20H42S'],
  [300, 'PT5M'],
  [9005, 'PT2H30M5S'],
  [9005 * 60, 'P6DT6H5M'],
  [15 * 86400, 'P15D'],
])('testIso8601: %i seconds are %s', (seconds, isoDuration) => {
  expect(getCoolOffIso8601(seconds)).toBe(isoDuration)
})
