import { Client, overrideSettings } from 'tiny-django/test'
import { afterEach, beforeEach, describe, expect, test } from 'tiny-django/test/vitest'
import { vi } from 'vitest'
import { attempts } from '../lockout/attempts'
import settings from '../settings'
import * as urls from '../urls'

const app = { ...urls, settings }
let client: Client
beforeEach(() => {
  attempts.clear()
  client = new Client({ app })
})

const right = { username: 'ada', password: 'engine' }
const wrong = { username: 'ada', password: 'steam' }

async function fail(times: number) {
  for (let time = 1; time <= times; time++) await client.post('/login/', wrong)
}

describe('the form', () => {
  test('is where a visitor without a user is sent', async () => {
    const response = await client.get('/')
    await expect(response).toRedirectTo('/login/')
  })

  test('logs in, greets and logs out', async () => {
    const response = await client.post('/login/', right, { follow: true })
    await expect(response).toRedirectTo('/')
    expect(response).toContainText('Welcome, ada.', { count: 1 })
    expect(response).toUseTemplate('accounts/index.html')
    const bye = await client.post('/logout/', {}, { follow: true })
    await expect(bye).toRedirectTo('/login/')
    await expect(await client.get('/')).toRedirectTo('/login/')
  })

  test('says what is wrong, keeps the name and not the password', async () => {
    const response = await client.post('/login/', wrong)
    expect(response).toContainText('Username or password is wrong.')
    expect(response).toContainText('value="ada"')
    expect(response).not.toContainText('steam')
  })

  test('is refused without its token', async () => {
    const strict = new Client({ app, enforceCsrfChecks: true })
    expect(await strict.post('/login/', right)).toHaveStatus(403)
    const page = await strict.get('/login/')
    const csrfmiddlewaretoken = String(page.context?.get('csrf_token'))
    expect(await strict.post('/login/', { ...right, csrfmiddlewaretoken })).toHaveStatus(302)
  })
})

describe('after three failures', () => {
  test('the third is answered with the page that says so', async () => {
    await fail(2)
    const response = await client.post('/login/', wrong)
    expect(response).toHaveStatus(429)
    expect(response).toUseTemplate('lockout/locked.html')
    expect(response).toContainText('has failed 3 times', { statusCode: 429 })
    expect(response).toContainText('<time datetime="PT15M">15 minutes</time>', { statusCode: 429 })
  })

  test('the right password is refused too, and nobody is logged in', async () => {
    await fail(3)
    expect(await client.post('/login/', right)).toHaveStatus(429)
    await expect(await client.get('/')).toRedirectTo('/login/')
  })

  test('the form can still be looked at', async () => {
    await fail(3)
    expect(await client.get('/login/')).toHaveStatus(200)
  })

  test('other names and other addresses are not locked out', async () => {
    await fail(3)
    expect(await client.post('/login/', { ...wrong, username: 'bob' })).toHaveStatus(200)
    expect(await client.post('/login/', right, { environ: { REMOTE_ADDR: '10.0.0.1' } })).toHaveStatus(302)
  })

  test('a script is told in JSON', async () => {
    await fail(3)
    const headers = { 'X-Requested-With': 'XMLHttpRequest' }
    const response = await client.post('/login/', right, { headers })
    expect(response).toHaveStatus(429)
    expect(response.json()).toEqual({ failure_limit: 3, username: 'ada', cooloff_time: 'PT15M', cooloff_minutes: 15 })
  })

  test('a success in between begins anew', async () => {
    await fail(2)
    await client.post('/login/', right)
    await fail(2)
    expect(await client.post('/login/', right)).toHaveStatus(302)
  })

  test('the limit is that of the settings', async () => {
    using _ = overrideSettings({ LOCKOUT_FAILURE_LIMIT: 1 })
    expect(await client.post('/login/', wrong)).toHaveStatus(429)
  })
})

describe('the lock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  const passMinutes = (minutes: number) => vi.setSystemTime(Date.now() + minutes * 60_000)

  test('is over after the cool-off', async () => {
    await fail(3)
    passMinutes(14)
    expect(await client.post('/login/', right)).toHaveStatus(429)
    passMinutes(1)
    expect(await client.post('/login/', right)).toHaveStatus(302)
  })

  test('stays without one', async () => {
    using _ = overrideSettings({ LOCKOUT_COOLOFF: null })
    await fail(3)
    passMinutes(60 * 24 * 365)
    expect(await client.post('/login/', right)).toContainText('Ask an administrator', { statusCode: 429 })
  })
})
