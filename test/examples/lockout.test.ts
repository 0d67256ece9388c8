import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/devserver/package.js'
import { typeErrors } from '../cli/helpers.js'
import { describeInChromium } from '../e2e/harness/browser.js'
import { startServer } from '../e2e/harness/server.js'
import { copyOfExample } from './copy.js'
import { runTests } from './run-tests.js'

describe('examples/lockout', () => {
  test('opens without red', () => {
    expect(typeErrors(join(packageRoot, 'examples', 'lockout'))).toBe('')
  })

  test('its tests pass', () => {
    const { passed, failed, report } = runTests('lockout')
    expect({ failed, report }).toEqual({ failed: 0, report: '' })
    expect(passed).toBeGreaterThan(0)
  })
})

describeInChromium('examples/lockout in Chromium', open => {
  const status = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text }).waitFor()
  const pageWidth = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth)

  async function logIn(page: Page, password: string) {
    await page.getByLabel('Username').fill('ada')
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Log in' }).click()
  }

  test('logs in and out', async () => {
    await using server = await startServer(copyOfExample('lockout'))
    const { page, problems } = await open(server.url)
    await logIn(page, 'engine')
    await status(page, 'Welcome, ada.')
    await page.getByRole('button', { name: 'Log out' }).click()
    await status(page, 'You are logged out.')
    expect(problems).toEqual([])
  })

  test('locks out after three failures', async () => {
    await using server = await startServer(copyOfExample('lockout'))
    const { page, problems } = await open(server.url, { width: 360 })
    for (const password of ['steam', 'iron']) {
      await logIn(page, password)
      await page.getByRole('alert').waitFor()
      expect(await page.getByLabel('Username').inputValue()).toBe('ada')
    }
    await logIn(page, 'brass')
    await page.getByRole('heading', { name: 'Locked out' }).waitFor()
    await page.getByText('Try again in 15 minutes.').waitFor()
    expect(await pageWidth(page)).toBeLessThanOrEqual(360)
    await page.getByRole('link', { name: 'Back to the form' }).click()
    await logIn(page, 'engine')
    await page.getByRole('heading', { name: 'Locked out' }).waitFor()
    expect(problems).toEqual([])
  })
})
