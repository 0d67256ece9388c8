import { once } from 'node:events'
import { get } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Client, type ClientResponse, liveServer } from 'tiny-django/test'
import { afterEach, beforeEach, describe, expect, test } from 'tiny-django/test/vitest'
import { vi } from 'vitest'
import settings from '../settings'
import { submissions } from '../submissions/models'
import * as urls from '../urls'

const app = { ...urls, settings }

async function loggedIn(username: string): Promise<Client> {
  const client = new Client({ app })
  await client.post('/login/', { username })
  return client
}

let chair: Client
beforeEach(async () => {
  chair = await loggedIn('chair')
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const lines = (...rows: string[]) => rows.map(row => `${row}\r\n`).join('')

describe('the submissions', () => {
  test('are a file that a spreadsheet opens right', async () => {
    const response = await chair.get('/chair/1/csv/submissions/')
    expect(response.headers.get('Content-Type')).toBe('text/csv; charset=utf-8')
    expect([...response.content.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const link = (pk: number) => `http://testserver/submissions/${pk}/manuscript/`
    expect(response.text.replace(/^\uFEFF/, '')).toBe(
      lines(
        '#,ID,TITLE,AUTHORS,COUNTRY,CORR_AUTHOR,CORR_EMAIL,LANGUAGE,LINK',
        `1,1,"Less, but ""better""","Smith, John ""Jack"", Maria Petrova","United Kingdom, Bulgaria","Smith, John ""Jack""",jack@example.com,English,${link(1)}`,
        `2,2,Малки рамки,Maria Petrova,Bulgaria,Maria Petrova,m.petrova@example.org,Bulgarian,${link(2)}`,
        `3,3,"'=1+1, a study of cells","Wang Xiaoming, =HYPERLINK(""https://example.com/"",""Click""), Smith, John ""Jack""","China, Egypt, United Kingdom",Wang Xiaoming,xm@example.cn,English,`,
      ),
    )
  })

  test('have the moment in their name', async () => {
    vi.useFakeTimers({ now: new Date('2024-02-29T23:05:59Z'), toFake: ['Date'] })
    for (const [path, name] of [
      ['submissions/', 'submissions'],
      ['submissions/all/', 'submissions'],
      ['authors/', 'authors'],
    ]) {
      const { headers } = await chair.get(`/chair/1/csv/${path}`)
      expect(headers.get('Content-Disposition')).toBe(`attachment; filename="${name}-20240229_2305.csv"`)
    }
  })

  test('are the same when they are streamed', async () => {
    const streamed = await chair.get('/chair/1/csv/submissions/all/')
    expect(streamed.streaming).toBe(true)
    const written = await chair.get('/chair/1/csv/submissions/')
    expect(await streamed.read()).toEqual(written.content)
  })

  test('link to what the chair can download', async () => {
    const { text } = await chair.get('/chair/1/csv/submissions/', null, { secure: true })
    const [link] = /https:\S+/.exec(text)!
    expect(link).toBe('https://testserver/submissions/1/manuscript/')
    expect(await chair.get(new URL(link).pathname)).toContainText('Nothing is left out')
  })
})

test('the authors are there with all their scripts, and their formulas are text', async () => {
  const { text } = await chair.get('/chair/1/csv/authors/')
  expect(text.replace(/^\uFEFF/, '')).toBe(
    lines(
      '#,ID,FULL_NAME,NATIVE_NAME,DEGREE,COUNTRY,CITY,AFFILIATION,ROLE,EMAIL',
      '1,1,"Smith, John ""Jack""",,PhD,United Kingdom,Leeds,"Smith & Sons, Ltd.",Researcher,jack@example.com',
      '2,2,Maria Petrova,Мария Петрова,Dr. habil.,Bulgaria,Велико Търново,Университет „Св. Кирил“,Professor,m.petrova@example.org',
      '3,3,Wang Xiaoming,王小明,,China,西安,"Institute of Lines\nand Points",Student,xm@example.cn',
      `4,4,"'=HYPERLINK(""https://example.com/"",""Click"")",نور الدين,'+1,Egypt,'-,'@home,Student,nour@example.com`,
    ),
  )
})

describe('who is let in', () => {
  test.each(['', 'csv/submissions/', 'csv/submissions/all/', 'csv/authors/'])('chair/1/%s', async path => {
    const address = `/chair/1/${path}`
    expect(await chair.get(address)).toHaveStatus(200)
    expect(await (await loggedIn('Ben')).get(address)).toHaveStatus(404)
    expect(await new Client({ app }).get(address)).toHaveStatus(404)
    expect(await chair.get(`/chair/3/${path}`)).toHaveStatus(404)

    const posted = await chair.post(address)
    expect(posted).toHaveStatus(405)
    expect(posted.headers.get('Allow')).toBe('GET')
    // Not even how to ask is told to others.
    expect(await new Client({ app }).post(address)).toHaveStatus(404)
  })

  test('a manuscript is for the chairs of its conference', async () => {
    const ann = await loggedIn('Ann')
    expect(await ann.get('/submissions/1/manuscript/')).toHaveStatus(200)
    expect(await ann.get('/submissions/1001/manuscript/')).toHaveStatus(404)
    expect(await chair.get('/submissions/1001/manuscript/')).toContainText('Part 1.')
    expect(await chair.get('/submissions/3/manuscript/')).toHaveStatus(404)
  })
})

describe('100,000 submissions', { timeout: 60_000 }, () => {
  let asked = 0
  beforeEach(() => {
    asked = 0
  })

  /** The streamed export of the congress, which counts what it takes from the database. */
  async function congress(): Promise<ClientResponse> {
    countRows()
    return chair.get('/chair/2/csv/submissions/all/')
  }

  function countRows(ended: () => void = () => {}) {
    const original = submissions.iterator
    vi.spyOn(submissions, 'iterator').mockImplementation(function* (conference) {
      try {
        for (const each of original(conference)) {
          asked++
          yield each
        }
      } finally {
        ended()
      }
    })
  }

  test('all arrive', async () => {
    const response = await congress()
    const text = new TextDecoder().decode(await response.read())
    const rows = text.split('\r\n')
    expect(rows.length).toBe(1 + 100_000 + 1)
    expect(rows[100_000]).toMatch(/^100000,101000,"On the 100000th part of ""everything"", with a proof",/)
    expect(asked).toBe(100_000)
  })

  test('are made when somebody reads, and not before', async () => {
    const response = await congress()
    let rows = 0
    for await (const piece of response.streamingContent) {
      rows += new TextDecoder().decode(piece).split('\r\n').length - 1
      // What lies ready: the buffers of a stream, about 16 KB and 16 rows on either side of the library.
      expect(asked - rows).toBeLessThan(500)
      if (rows > 5000) break
    }
    expect(asked).toBeLessThan(6000)
  })

  test('take no memory', async () => {
    const response = await congress()
    const sizes: number[] = []
    for await (const _piece of response.streamingContent) {
      await new Promise(setImmediate) // as a reader at the other end of a network does: what is waited for may go
      if (asked >= 20_000 * (sizes.length + 1)) sizes.push(liveHeapBytes())
    }
    expect(sizes.length).toBe(5)
    // Held in memory, they would be more than 30 MB.
    expect(Math.max(...sizes) - sizes[0]!).toBeLessThan(3_000_000)
  })

  test('are not asked for any more when the client has left', async () => {
    const over = new Promise<void>(resolve => countRows(resolve))
    await using server = await liveServer(app)
    const Cookie = Array.from(chair.cookies.values(), ({ key, value }) => `${key}=${value}`).join('; ')
    const request = get(`${server.url}/chair/2/csv/submissions/all/`, { headers: { Cookie } })
    const [response] = await once(request, 'response')
    expect(response.statusCode).toBe(200)
    await once(response, 'data')
    request.destroy()
    await over
    expect(asked).toBeLessThan(100_000)
  })
})

/** What is in use, once the garbage is gone. */
function liveHeapBytes(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}
