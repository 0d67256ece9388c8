import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/devserver/package.js'
import { typeErrors } from '../cli/helpers.js'
import { describeInChromium } from '../e2e/harness/browser.js'
import { startServer } from '../e2e/harness/server.js'
import { copyOfExample } from './copy.js'
import { runTests } from './run-tests.js'
import { Visitor } from './visitor.js'

describe('examples/remote', () => {
  test('opens without red', () => {
    expect(typeErrors(join(packageRoot, 'examples', 'remote'))).toBe('')
  })

  test('its tests pass', () => {
    const { passed, failed, report } = runTests('remote')
    expect({ failed, report }).toEqual({ failed: 0, report: '' })
    expect(passed).toBeGreaterThan(0)
  })

  test('works without its script', async () => {
    await using server = await startServer(copyOfExample('remote'))
    const visitor = new Visitor(server)
    expect((await visitor.submit('/', '/', { title: 'Sleep & eat' })).status).toBe(302)
    expect((await visitor.open('/')).text).toContain('Sleep &amp; eat')
  })
})

describeInChromium('examples/remote in Chromium', open => {
  const status = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text }).waitFor()
  const pageWidth = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth)

  test('its script calls the methods of the view', async () => {
    await using server = await startServer(copyOfExample('remote'))
    const { page, problems } = await open(server.url, { width: 360 })
    const title = page.getByLabel('What is to be done?')
    await title.fill('Wash <b>the</b> dishes')
    await title.press('Enter')
    await status(page, 'Added: Wash <b>the</b> dishes')
    await page.getByRole('button', { name: 'Done: Wash' }).click()
    await status(page, 'Done: Wash')
    expect(await page.getByRole('listitem').getAttribute('class')).toBe('done')
    await page.getByRole('button', { name: 'Add' }).click()
    await status(page, '400: A task needs a title.')
    await page.getByRole('button', { name: /not for scripts/ }).click()
    await status(page, "403: Method 'TaskView.clear' has no decorator '@allowRemoteInvocation'")
    expect(await page.getByRole('listitem').count()).toBe(1)
    await title.fill('x'.repeat(200))
    await title.press('Enter')
    await status(page, 'Added: xxx')
    expect(await pageWidth(page)).toBeLessThanOrEqual(360)
    expect(problems).toEqual([])
  })
})
