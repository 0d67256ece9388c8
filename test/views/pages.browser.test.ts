import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from '../../src/views/debug/page.js'
import { technical404 } from '../../src/views/debug/technical-404.js'
import { technical500 } from '../../src/views/debug/technical-500.js'

// The technical pages as a real browser sees them.

const executablePath = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(file => file && existsSync(file))
const long = 'x'.repeat(300)
const facts = {
  method: 'GET',
  path: `/articles/${long}/`,
  accept: 'text/html',
  view: 'blog.views.article',
  META: [['HTTP_COOKIE', long]] as const,
}
const frame = { functionName: 'article', file: `/site/${long}/views.ts`, line: 2, column: 3, isProject: true }
const pages: readonly (readonly [string, Page])[] = [
  [
    '500',
    technical500(
      {
        name: 'TypeError',
        message: `${long}\n  second line`,
        frames: [
          { ...frame, context: { start: 1, lines: ['one', `  ${long}`] } },
          { ...frame, isProject: false },
        ],
        output: [long],
      },
      facts,
    ),
  ],
  ['404', technical404({ path: long, resolved: false, tried: [{ routes: [long, '<int:id>/'], name: long }] }, facts)],
]

describe.skipIf(!executablePath)('in Chromium (skipped where there is none)', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] })
  })

  afterAll(() => browser.close())

  test.each(pages)('the %s page fits a narrow screen, without JavaScript', async (_, page) => {
    const tab = await browser.newPage({ viewport: { width: 360, height: 640 }, javaScriptEnabled: false })
    await tab.setContent(page.body)
    const width = await tab.locator('html').evaluate(element => element.scrollWidth)
    expect(width).toBe(360)
    expect(await tab.getByRole('heading', { level: 1 }).count()).toBe(1)
    for (const landmark of ['banner', 'main', 'contentinfo'] as const)
      expect(await tab.getByRole(landmark).count()).toBe(1)
    await tab.close()
  })

  test.each(pages)('the %s page keeps its style and nothing else under its own policy', async (_, page) => {
    const tab = await browser.newPage()
    const complaints: string[] = []
    tab.on('console', message => complaints.push(message.text()))
    await tab.route('http://site.test/', route =>
      route.fulfill({ status: page.status, contentType: page.contentType, headers: page.headers, body: page.body }),
    )
    await tab.goto('http://site.test/')
    expect(complaints.filter(text => /Content.Security.Policy/i.test(text))).toEqual([])
    const isStyled = await tab.locator('body').evaluate(body => getComputedStyle(body).margin === '0px')
    expect(isStyled).toBe(true)
    await tab.close()
  })
})

test.skipIf(executablePath)('there is no Chromium here: the pages were not looked at', () => {})
