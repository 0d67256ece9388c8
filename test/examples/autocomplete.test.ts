import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/devserver/package.js'
import { typeErrors } from '../cli/helpers.js'
import { describeInChromium } from '../e2e/harness/browser.js'
import { startServer } from '../e2e/harness/server.js'
import { copyOfExample } from './copy.js'
import { runTests } from './run-tests.js'

describe('examples/autocomplete', () => {
  test('opens without red', () => {
    expect(typeErrors(join(packageRoot, 'examples', 'autocomplete'))).toBe('')
  })

  test('its tests pass', () => {
    const { passed, failed, report } = runTests('autocomplete')
    expect({ failed, report }).toEqual({ failed: 0, report: '' })
    expect(passed).toBeGreaterThan(0)
  })
})

describeInChromium('examples/autocomplete in Chromium', open => {
  const status = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text }).waitFor()
  const pageWidth = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth)

  test('completes by the keyboard, and a screen reader can follow', async () => {
    await using server = await startServer(copyOfExample('autocomplete'))
    const { page, problems } = await open(server.url)
    const input = page.getByRole('combobox', { name: 'Author' })
    const options = page.getByRole('option')
    const isOpen = () => input.getAttribute('aria-expanded')
    expect(await isOpen()).toBe('false')

    await input.fill('bront')
    await status(page, '2 found')
    expect(await options.allTextContents()).toEqual([
      'Charlotte Brontë (United Kingdom, 1816)',
      'Emily Brontë (United Kingdom, 1818)',
    ])
    expect(await isOpen()).toBe('true')

    await input.press('ArrowUp')
    const active = await input.getAttribute('aria-activedescendant')
    expect(await page.locator(`#${active}`).textContent()).toContain('Emily')
    await input.press('ArrowDown')
    expect(await page.getByRole('option', { selected: true }).allTextContents()).toEqual([
      'Charlotte Brontë (United Kingdom, 1816)',
    ])
    await input.press('Escape')
    expect(await isOpen()).toBe('false')
    await input.press('ArrowDown')
    await status(page, '2 found')
    await input.press('ArrowDown')
    await input.press('Enter')
    expect(await input.inputValue()).toBe('Charlotte Brontë (United Kingdom, 1816)')
    expect(await isOpen()).toBe('false')

    await input.press('Enter')
    await page.getByText('Chosen: Charlotte Brontë, number 6').waitFor()
    expect(new URL(page.url()).search).toBe('?author=6')
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('#author')?.value.startsWith('Charl'))
    expect(problems).toEqual([])
  })

  test('completes by the pointer, and forgets the choice when the text changes', async () => {
    await using server = await startServer(copyOfExample('autocomplete'))
    const { page, problems } = await open(server.url, { width: 360 })
    const input = page.getByRole('combobox', { name: 'Author' })
    await input.fill('poland')
    await page.getByRole('option', { name: 'Stanisław Lem' }).click()
    const chosen = page.locator('[name=author]')
    expect([await input.inputValue(), await chosen.inputValue()]).toEqual(['Stanisław Lem (Poland, 1921)', '14'])
    await input.pressSequentially(' x')
    await status(page, '0 found')
    expect(await chosen.inputValue()).toBe('')
    await input.fill('a')
    await status(page, '8 found')
    expect(await pageWidth(page)).toBeLessThanOrEqual(360)
    expect(problems).toEqual([])
  })
})
