import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { packageRoot } from '../../src/devserver/package.js'
import { Project, project, temporaryFolder, views } from './harness/project.js'
import { startServer, until } from './harness/server.js'

const form = (content: string) =>
  `--X\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\n${content}\r\n--X--\r\n`

const head = (target: string, length: number, more = '') =>
  `POST ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=X\r\nContent-Length: ${length}\r\n${more}\r\n`

describe('the dev server', () => {
  const site = (folder: string) =>
    project({
      'settings.ts': `import { defineSettings } from 'tiny-django/conf'
export default defineSettings({ DEBUG: true, ALLOWED_HOSTS: ['*'], FILE_UPLOAD_MAX_MEMORY_SIZE: 10,
  FILE_UPLOAD_TEMP_DIR: ${JSON.stringify(folder)} })`,
      'views.ts': views(`import { maxBody, rawBody } from 'tiny-django/decorators'
import { existsSync } from 'node:fs'
export const index = (request: HttpRequest) => {
  const file = request.FILES.getitem('f') as any
  return new HttpResponse(file.name + ' ' + file.size + ' ' + existsSync(file.temporaryFilePath()))
}
export const fails = (request: HttpRequest) => { request.FILES.size; throw new Error('failed') }
export const small = maxBody(100)(() => new HttpResponse('called'))
export const raw = rawBody()(async (request: HttpRequest) => {
  let size = 0
  for await (const chunk of request) size += chunk.length
  return new HttpResponse('raw ' + size)
})
export const rawSmall = maxBody(100)(raw)
export const outOfStep = () => new HttpResponse('hello', { headers: { 'Transfer-Encoding': 'chunked' } })
export const early = rawBody()(async (request: HttpRequest) => {
  for await (const chunk of request) break
  return new HttpResponse('early')
})`),
    })

  test('receives uploads as production does', async () => {
    const folder = temporaryFolder()
    await using server = await startServer(site(folder))
    const body = form('x'.repeat(1000))
    // A request is closed, and its files are removed, just after its client has the answer.
    const noFileIsLeft = () => filesIn(folder, 0)

    expect(await server.exchange(head('/', body.length) + body)).toMatch(/a\.txt 1000 true$/)
    await noFileIsLeft()
    expect(await server.exchange(head('/fails/', body.length) + body)).toMatch(/^HTTP\/1.1 500 /)
    await noFileIsLeft()

    const refused = await server.exchange(head('/small/', 1000, 'Expect: 100-continue\r\n'))
    expect(refused).toMatch(/^HTTP\/1.1 413 /)
    expect(await server.exchange(head('/small/', body.length) + body)).toMatch(/^HTTP\/1.1 413 /)
    expect(await server.exchange(`${head('/', 5, 'Expect: nothing\r\n')}12345`)).toMatch(/^HTTP\/1.1 417 /)
    expect(await server.exchange(head('/raw/', body.length) + body)).toMatch(new RegExp(`raw ${body.length}$`))
    const chunk = `64\r\n${'x'.repeat(100)}\r\n`
    expect(
      await server.exchange(
        `POST /raw-small/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}${chunk}0\r\n\r\n`,
      ),
    ).toMatch(/^HTTP\/1.1 413 .*too large.\n$/s)
    const much = 'x'.repeat(3_000_000)
    expect(await server.exchange(head('/early/', much.length) + much)).toMatch(/early$/)

    const asking = await open(server.port, head('/', body.length, 'Expect: 100-continue\r\n'))
    await asking.until(/^HTTP\/1.1 100 Continue\r\n\r\n/)
    asking.socket.write(body)
    await asking.until(/a\.txt 1000 true$/)
  })

  test('sends nothing that would put the connection out of step', async () => {
    await using server = await startServer(site(temporaryFolder()))
    const answer = await server.get('/out-of-step/')
    expect(answer.status).toBe(500)
    expect(answer.text).toContain('views.outOfStep')
    expect(answer.text).toContain('Transfer-Encoding')
  })

  test('leaves no temporary file when it is stopped in the middle of an upload', async () => {
    const folder = temporaryFolder()
    await using server = await startServer(site(folder))
    const body = form('x'.repeat(1000))
    for (let round = 0; round < 2; round++) await open(server.port, head('/', body.length) + body.slice(0, -20))
    await filesIn(folder, 2)
    await server.stop()
    expect(readdirSync(folder)).toEqual([])
  })

  test('passes a large upload on to a temporary file', async () => {
    const folder = temporaryFolder()
    await using server = await startServer(site(folder))
    const [begin, end] = form('|').split('|') as [string, string]
    const size = 64 * 1024 * 1024
    const connection = await open(server.port, head('/', begin.length + size + end.length) + begin)
    const block = Buffer.alloc(65_536, 'x')
    for (let sent = 0; sent < size; sent += block.length) {
      if (!connection.socket.write(block)) await once(connection.socket, 'drain')
    }
    connection.socket.write(end)
    await connection.until(new RegExp(`a\\.txt ${size} true$`))
    await filesIn(folder, 0)
  })

  /** Resolves when there are so many. */
  function filesIn(folder: string, count: number): Promise<void> {
    const names = () => readdirSync(folder)
    return until(
      () => names().length === count,
      () => `In ${folder} there are: ${names().join(', ') || 'no files'}`,
    )
  }

  async function open(port: number, text: string) {
    const socket = connect(port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    await once(socket, 'connect')
    let got = ''
    socket.setEncoding('latin1')
    socket.write(text)
    const until = async (pattern: RegExp) => {
      while (!pattern.test(got)) got += (await once(socket, 'data'))[0]
    }
    return { socket, until }
  }
})

const executablePath = '/usr/bin/chromium'
const hasBrowser = existsSync(executablePath)

if (!hasBrowser) {
  test('examples/uploads in a browser', ({ skip }) => {
    const sentence = `There is no ${executablePath}, so examples/uploads was not tested in a browser.`
    if (process.env.CI) throw new Error(sentence)
    skip(sentence)
  })
}

describe.runIf(hasBrowser)('examples/uploads in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    })
  })
  afterAll(() => browser.close())

  test('sends several files, shows how far it is, and gives them back whole and in part', async () => {
    const example = new Project(join(temporaryFolder(), 'uploads'))
    cpSync(join(packageRoot, 'examples', 'uploads'), example.folder, { recursive: true })
    example.remove('tsconfig.json') // it leads to the sources, and this is about the package
    const store = temporaryFolder()
    const sources = mkdtempSync(join(temporaryFolder(), 'sources-'))
    writeFileSync(join(sources, 'grüße & co.txt'), 'hello')
    writeFileSync(join(sources, 'large.bin'), Buffer.alloc(5_000_000, '0123456789'))
    await using server = await startServer(example, { env: { UPLOADS_FOLDER: store } })

    const page = await browser.newPage()
    onTestFinished(() => page.close())
    const problems: string[] = []
    page.on('pageerror', error => problems.push(String(error)))
    await page.goto(server.url)
    await page.getByLabel('Files').setInputFiles(readdirSync(sources).map(name => join(sources, name)))
    await page.getByRole('button', { name: 'Upload' }).click()
    await page.getByText('Done.').waitFor()
    expect(await page.locator('progress').evaluate((bar: HTMLProgressElement) => bar.value)).toBe(1)
    expect(await page.locator('#list li').allTextContents()).toEqual([
      'grüße & co.txt 5 bytes',
      'large.bin 5000000 bytes',
    ])

    const saved = page.waitForEvent('download')
    await page.getByRole('link', { name: 'grüße & co.txt' }).click()
    const download = await saved
    expect(download.suggestedFilename()).toBe('grüße & co.txt')
    expect(readFileSync(await download.path(), 'utf8')).toBe('hello')

    const part = await server.request('/files/large.bin', { headers: { Range: 'bytes=1000003-1000006' } })
    expect([part.status, part.text]).toEqual([206, '3456'])
    expect(readFileSync(join(store, 'large.bin')).equals(readFileSync(join(sources, 'large.bin')))).toBe(true)
    expect(problems).toEqual([])
  })

  test('works without its script', async () => {
    const store = temporaryFolder()
    const example = new Project(join(temporaryFolder(), 'uploads'))
    cpSync(join(packageRoot, 'examples', 'uploads'), example.folder, { recursive: true })
    example.remove('tsconfig.json')
    await using server = await startServer(example, { env: { UPLOADS_FOLDER: store } })
    const context = await browser.newContext({ javaScriptEnabled: false })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    await page.goto(server.url)
    await page.getByLabel('Files').setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('hi') })
    await page.getByRole('button', { name: 'Upload' }).click()
    await page.waitForURL(`${server.url}/`)
    expect(readFileSync(join(store, 'a.txt'), 'utf8')).toBe('hi')
  })
})
