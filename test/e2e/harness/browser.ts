import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, onTestFinished, test } from 'vitest'

const executablePath = '/usr/bin/chromium'

/** A page that is open, and what went wrong in it. */
export interface OpenPage {
  readonly page: Page
  readonly problems: readonly string[]
}

/** Opens an address in a browser that nobody has used yet. */
export type OpenBrowser = (url: string, options?: { readonly width?: number }) => Promise<OpenPage>

/** Tests in a real browser. Where there is none they are skipped, which is said, and in CI refused. */
export function describeInChromium(
  name: string,
  tests: (open: OpenBrowser) => void,
  extraArgs: readonly string[] = [],
): void {
  if (!existsSync(executablePath)) {
    test(name, ({ skip }) => {
      const sentence = `There is no ${executablePath}, so this was not tested in a browser: ${name}.`
      if (process.env.CI) throw new Error(sentence)
      skip(sentence)
    })
    return
  }
  describe(name, () => {
    let browser: Browser
    beforeAll(async () => {
      const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', ...extraArgs]
      browser = await chromium.launch({ executablePath, args })
    })
    afterAll(() => browser.close())
    tests((url, { width = 1024 } = {}) => open(browser, url, width))
  })
}

async function open(browser: Browser, url: string, width: number): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width, height: 720 } })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', error => problems.push(String(error)))
  page.on('console', message => {
    // Chromium reports each answer that is an error as one of the page.
    if (message.type() === 'error' && !message.text().includes('Failed to load resource')) problems.push(message.text())
  })
  await page.goto(url)
  return { page, problems }
}
