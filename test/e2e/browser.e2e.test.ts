import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { installTarball } from './harness/install.js'
import { Project, project, views } from './harness/project.js'
import { startServer } from './harness/server.js'
import { npx } from './harness/shell.js'

const executablePath = '/usr/bin/chromium'
const hasBrowser = existsSync(executablePath)

if (!hasBrowser) {
  test('what the pages do in a browser', ({ skip }) => {
    const sentence = `There is no ${executablePath}, so what the pages do in a browser was not tested.`
    if (process.env.CI) throw new Error(sentence)
    skip(sentence)
  })
}

describe.runIf(hasBrowser)('in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    })
  })
  afterAll(() => browser.close())

  /** A page, and what went wrong in it. */
  async function open(url: string, width = 1024): Promise<{ page: Page; problems: string[] }> {
    const context = await browser.newContext({ viewport: { width, height: 720 } })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    const problems: string[] = []
    page.on('pageerror', error => problems.push(String(error)))
    page.on('dialog', dialog => {
      problems.push(`dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('console', message => {
      // Chromium reports each answer that is an error as one of the page.
      if (message.type() === 'error' && !message.text().includes('Failed to load resource'))
        problems.push(message.text())
    })
    await page.goto(url)
    return { page, problems }
  }

  const showing = (page: Page, text: string) => page.getByText(text).first().waitFor()
  const index = (text: string) =>
    views(`export const index = () => new HttpResponse('<!doctype html><h1>${text}</h1>')`)

  const form = (text: string) =>
    views(`export const index = () => new HttpResponse(\`<!doctype html><h1>${text}</h1>
<p style="height: 2000px">tall</p>
<form><input name="title"><textarea name="body"></textarea><input type="checkbox" name="done">
<input type="password" name="secret"><select name="size"><option>S<option>M<option>L</select></form>
<p style="height: 2000px">tall</p>\`)`)

  test('a page that loads itself again stays where it was, with what was typed, also when an error came in between', async () => {
    const site = project({ 'views.ts': form('first') })
    await using server = await startServer(site)
    const { page, problems } = await open(server.url)
    await page.locator('[name=body]').fill('two\nlines')
    await page.locator('[name=done]').check()
    await page.locator('[name=secret]').fill('secret')
    await page.locator('[name=size]').selectOption('M')
    await page.locator('[name=title]').fill('typed')
    await page.evaluate(() => scrollTo(0, 1500))
    const state = () =>
      page.evaluate(() => {
        const fields = Array.from(document.querySelectorAll<HTMLInputElement>('input, textarea, select'))
        const values = fields.map(field => (field.type === 'checkbox' ? field.checked : field.value))
        return { values, focus: (document.activeElement as HTMLInputElement).name, scroll: scrollY }
      })
    const expected = { values: ['typed', 'two\nlines', true, '', 'M'], focus: 'title', scroll: 1500 }
    site.write('views.ts', form('second'))
    await showing(page, 'second')
    await expect.poll(state).toEqual(expected)
    site.write('views.ts', 'this is no code')
    await showing(page, 'The project does not build')
    site.write('views.ts', form('third'))
    await showing(page, 'third')
    await expect.poll(state).toEqual(expected)
    expect(problems).toEqual([])
  })

  test('a changed stylesheet is swapped, and the page stays', async () => {
    const css = (color: string) => `h1 { color: ${color} }`
    const site = project({
      'views.ts': views(
        `export const index = () => new HttpResponse('<!doctype html><link rel="stylesheet" href="/static/blog/site.css"><h1>styled</h1>')`,
      ),
      'static/blog/site.css': css('rgb(1, 2, 3)'),
    })
    await using server = await startServer(site)
    const { page, problems } = await open(server.url)
    await page.evaluate(() => Object.assign(window, { isTheSame: true }))
    const color = () => page.evaluate(() => getComputedStyle(document.querySelector('h1')!).color)
    await expect.poll(color).toBe('rgb(1, 2, 3)')
    site.write('static/blog/site.css', css('rgb(4, 5, 6)'))
    await expect.poll(color).toBe('rgb(4, 5, 6)')
    expect(await page.evaluate(() => 'isTheSame' in window)).toBe(true)
    expect(await page.locator('link').count()).toBe(1)
    expect(problems).toEqual([])
  })

  test('a page loads itself again when the project is saved', async () => {
    const site = project({ 'views.ts': index('first') })
    await using server = await startServer(site)
    const { page, problems } = await open(server.url)
    await showing(page, 'first')
    for (const text of ['second', 'third', 'fourth']) {
      site.write('views.ts', index(text))
      await showing(page, text)
    }
    expect(problems).toEqual([])
  })

  test('the page of a build error appears by itself, and goes when the file is mended', async () => {
    const site = project({ 'views.ts': index('first') })
    await using server = await startServer(site)
    const { page } = await open(server.url)
    await showing(page, 'first')
    site.write('views.ts', 'export const index = () => {\n  return <broken\n}\n')
    await showing(page, 'The project does not build')
    expect(await page.title()).toBe('The project does not build')
    expect(await page.getByRole('alert').first().isVisible()).toBe(true)
    expect(await page.locator('.place').first().textContent()).toMatch(/^views\.ts:\d+:\d+$/)
    site.write('views.ts', index('mended'))
    await showing(page, 'mended')
  })

  test('so does that of an error in the modules, and one of a view', async () => {
    const site = project({ 'views.ts': index('first') })
    await using server = await startServer(site)
    const { page } = await open(server.url)
    await showing(page, 'first')
    site.write(
      'views.ts',
      views(`throw new Error('no database today')\nexport const index = () => new HttpResponse('')`),
    )
    await showing(page, 'no database today')
    site.write('views.ts', views(`export const index = () => { throw new RangeError('out of cake') }`))
    await showing(page, 'out of cake')
    site.write('views.ts', index('mended'))
    await showing(page, 'mended')
  })

  test('a page that was opened before a restart of the server follows the new one', async () => {
    const site = project({ 'views.ts': index('before') })
    const first = await startServer(site)
    const { page } = await open(first.url)
    await showing(page, 'before')
    await first.stop()
    site.write('views.ts', index('after'))
    await using _second = await startServer(site, { address: String(first.port) })
    await showing(page, 'after')
  })

  describe('what a client or an error says is text, never markup', () => {
    const attack = `<script>document.title='pwned'</script><img src=x onerror="document.title='pwned'">`
    const quoted = `"'><svg onload="document.title='pwned'">`

    async function expectInert(page: Page, text: string, problems: readonly string[]) {
      expect(await page.title()).not.toBe('pwned')
      expect(await page.locator('svg, img').count()).toBe(0)
      expect(await page.locator('script:not([src^="/__tiny_django__/"])').count()).toBe(0)
      expect(await page.locator('body').textContent()).toContain(text)
      expect(problems).toEqual([])
    }

    test('in the path and query of a 404', async () => {
      const site = project({ 'views.ts': index('first') })
      await using server = await startServer(site)
      const target = encodeURIComponent(`${attack}${quoted}`)
      const { page, problems } = await open(`${server.url}/${target}/?${target}=${target}`)
      await showing(page, 'Page not found')
      await expectInert(page, attack, problems)
    })

    test('in the message, query and headers of a 500', async () => {
      const site = project({
        'views.ts': views(`export const index = (request: HttpRequest) => {
  throw new Error('message ' + request.GET.get('q'))
}`),
      })
      await using server = await startServer(site)
      const { page, problems } = await open(`${server.url}/?q=${encodeURIComponent(attack + quoted)}`)
      await showing(page, 'message')
      await expectInert(page, `message ${attack}${quoted}`, problems)
    })

    test('in the source line and name of a file that does not build', async () => {
      const name = `a<img src=x onerror=alert(1)>`
      const site = project({
        'views.ts': `import './${name}'\nexport const index = 1`,
        [`${name}.ts`]: `const a = "${attack.replaceAll('"', '\\"')} ;\n`,
      })
      await using server = await startServer(site)
      const { page, problems } = await open(server.url)
      await showing(page, 'The project does not build')
      await expectInert(page, '<script>document.title=', problems)
      expect(await page.locator('.place').first().textContent()).toContain(name)
    })

    test('in what a view printed before it was lost', async () => {
      const site = project({
        'views.ts': views(`export const index = () => {
  console.log(${JSON.stringify(attack)})
  process.exit(1)
}`),
      })
      await using server = await startServer(site)
      const { page, problems } = await open(server.url)
      await showing(page, 'Last lines printed')
      await expectInert(page, attack, problems)
    })
  })

  describe('on a small screen (360 px) nothing is cut off', () => {
    const width = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth)

    test('the welcome page', async () => {
      const { folder } = await installTarball()
      await npx(['startproject', 'welcome'], folder)
      await using server = await startServer(new Project(`${folder}/welcome`))
      const { page, problems } = await open(server.url, 360)
      await showing(page, 'The road of a request')
      expect(await page.locator('.cycle > li').count()).toBe(9)
      expect(await width(page)).toBeLessThanOrEqual(360)
      expect(problems).toEqual([])
    })

    test('the technical pages', async () => {
      const long = 'x'.repeat(300)
      const site = project({
        'views.ts': views(`export const index = () => new HttpResponse('first')
export const fails = () => { throw new Error('${long}') } // ${long}`),
      })
      await using server = await startServer(site)
      const { page } = await open(`${server.url}/${long}/`, 360)
      await showing(page, 'Page not found')
      expect(await width(page)).toBeLessThanOrEqual(360)
      await page.goto(`${server.url}/fails/?${long}=${long}`)
      await showing(page, 'Where it happened')
      expect(await width(page)).toBeLessThanOrEqual(360)
      site.write('views.ts', `export const index = ( // ${long}`)
      await showing(page, 'The project does not build')
      expect(await width(page)).toBeLessThanOrEqual(360)
    })
  })
})
