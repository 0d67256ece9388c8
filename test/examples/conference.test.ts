import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/devserver/package.js'
import { typeErrors } from '../cli/helpers.js'
import { describeInChromium } from '../e2e/harness/browser.js'
import { startServer } from '../e2e/harness/server.js'
import { copyOfExample } from './copy.js'
import { runTests } from './run-tests.js'
import { Visitor } from './visitor.js'

const copy = () => copyOfExample('conference', ['csv-stringify'])

describe('examples/conference', () => {
  test('opens without red', () => {
    expect(typeErrors(join(packageRoot, 'examples', 'conference'))).toBe('')
  })

  test('its tests pass', () => {
    const { passed, failed, report } = runTests('conference')
    expect({ failed, report }).toEqual({ failed: 0, report: '' })
    expect(passed).toBeGreaterThan(0)
  })

  test('is served: chairs export everything, others see nothing', async () => {
    await using server = await startServer(copy())
    const chair = new Visitor(server)
    expect((await chair.open('/chair/1/csv/authors/')).status).toBe(404)
    await chair.submit('/', '/login/', { username: 'chair' })

    const authors = await chair.open('/chair/1/csv/authors/')
    expect(authors.headers.join('\n')).toMatch(/Content-Disposition: attachment; filename="authors-\d{8}_\d{4}\.csv"/)
    expect(authors.text).toContain('\r\n3,3,Wang Xiaoming,王小明,')

    const { text } = await chair.open('/chair/1/csv/submissions/')
    const link = `${server.url}/submissions/1/manuscript/`
    expect(text).toContain(`,English,${link}\r\n`)
    expect((await chair.open(new URL(link).pathname)).text).toContain('Nothing is left out')
  })

  test('is served: 100,000 rows arrive whole', async () => {
    await using server = await startServer(copy())
    const chair = new Visitor(server)
    await chair.submit('/', '/login/', { username: 'chair' })
    const { status, text } = await chair.open('/chair/2/csv/submissions/all/')
    expect(status).toBe(200)
    const rows = text.split('\r\n')
    expect(rows.length).toBe(1 + 100_000 + 1)
    expect(rows[100_000]).toMatch(/^100000,101000,/)
  })
})

describeInChromium('examples/conference in Chromium', open => {
  test('a chair logs in and saves the file', async () => {
    await using server = await startServer(copy())
    const { page, problems } = await open(server.url, { width: 360 })
    await page.getByText('None that you chair').waitFor()
    await page.getByLabel('Your name').fill('chair')
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('link', { name: 'Workshop on Small Frameworks' }).click()
    const saved = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Authors' }).click()
    const download = await saved
    expect(download.suggestedFilename()).toMatch(/^authors-\d{8}_\d{4}\.csv$/)
    expect(readFileSync(await download.path(), 'utf8')).toContain('Мария Петрова')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
    expect(problems).toEqual([])
  })
})
