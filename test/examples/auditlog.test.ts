import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/devserver/package.js'
import { typeErrors } from '../cli/helpers.js'
import { describeInChromium } from '../e2e/harness/browser.js'
import { startServer } from '../e2e/harness/server.js'
import { copyOfExample } from './copy.js'
import { runTests } from './run-tests.js'
import { Visitor } from './visitor.js'

describe('examples/auditlog', () => {
  test('opens without red', () => {
    expect(typeErrors(join(packageRoot, 'examples', 'auditlog'))).toBe('')
  })

  test('its tests pass', () => {
    const { passed, failed, report } = runTests('auditlog')
    expect({ failed, report }).toEqual({ failed: 0, report: '' })
    expect(passed).toBeGreaterThan(0)
  })

  test('is served: whoever is logged in stands in the log', async () => {
    await using server = await startServer(copyOfExample('auditlog'))
    const ann = new Visitor(server)
    expect((await ann.submit('/', '/login/', { username: 'Ann' })).status).toBe(302)
    expect((await ann.submit('/', '/', { title: 'Milk', text: '' })).status).toBe(302)
    const { text } = await ann.open('/history/')
    expect(text).toContain('<td>Ann</td>')
    expect(text).toContain('<td>127.0.0.1</td>')
    expect(text).toContain('created Note 1, <i>Milk</i>')
    expect((await ann.open('/static/site.css')).status).toBe(200)
  })
})

describeInChromium('examples/auditlog in Chromium', open => {
  test('writes down who saved what, and from where', async () => {
    await using server = await startServer(copyOfExample('auditlog'))
    const { page, problems } = await open(server.url)
    const save = async (title: string, text: string) => {
      await page.getByLabel('Title').fill(title)
      await page.getByLabel('Text').fill(text)
      await page.getByRole('button', { name: 'Save' }).click()
      await page.waitForURL(`${server.url}/`)
    }

    await save('Bread', 'By nobody')
    await page.getByLabel('Your name').fill('Ann & co')
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByText('Ann & co').waitFor()
    await page.setExtraHTTPHeaders({ 'X-Forwarded-For': '203.0.113.7, 198.51.100.2' })
    await save('Milk', 'One litre')
    await page.getByRole('link', { name: 'Milk' }).click()
    await save('Milk', 'Two <litres>')

    await page.getByRole('link', { name: 'History' }).click()
    const rows = await page.locator('tbody tr').allTextContents()
    expect(rows.map(withoutTime)).toEqual([
      'Ann & co 203.0.113.7 updated Note 2, Milk text One litre Two <litres>',
      'Ann & co 203.0.113.7 created Note 2, Milk pk 2 title Milk text One litre',
      'nobody created Note 1, Bread pk 1 title Bread text By nobody',
    ])
    expect(problems).toEqual([])
  })

  test('fits a small screen', async () => {
    await using server = await startServer(copyOfExample('auditlog'))
    const { page } = await open(server.url, { width: 360 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
    await page.goto(`${server.url}/history/`)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  })
})

function withoutTime(row: string): string {
  const words = row.trim().split(/\s+/)
  return words.slice(1).join(' ')
}
