import { describe, expect, test } from 'vitest'

/** What came back, whatever the way. */
export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export interface Ask {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** The same for every runtime: what the program in test/e2e/built/site.ts answers. */
export function answersAsItShould(ask: (target: string, options?: Ask) => Promise<Reply>): void {
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' }

  describe('pages', () => {
    test('are made of the templates, tag libraries and static names that were built in', async () => {
      const { status, text, headers } = await ask('/')
      expect(status).toBe(200)
      expect(text).toMatch(
        /^<link rel="stylesheet" href="\/static\/site\.[0-9a-f]{12}\.css">Hello &lt;World&gt; &lt;WORLD&gt;!\[1\]\[2\]\[3\]<p>part<\/p>\/blog\/x\/\n$/,
      )
      expect(headers.get('Content-Type')).toBe('text/html; charset=utf-8')
      expect(headers.get('X-Frame-Options')).toBe('DENY')
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
    })

    test('of an app come from its own folder', async () => {
      expect((await ask('/blog/tea/')).text).toContain('Article tea')
    })

    test('that are not there are told plainly', async () => {
      const { status, text } = await ask('/nope/')
      expect(status).toBe(404)
      expect(text).toContain('The requested resource was not found on this server.')
    })

    test('of errors say nothing of the error', async () => {
      const { status, text } = await ask('/boom/')
      expect(status).toBe(500)
      expect(text).toContain('Server Error (500)')
      expect(text).not.toContain('on purpose')
    })

    test('of a view that returns nothing are errors too', async () => {
      expect((await ask('/nothing/')).status).toBe(500)
    })
  })

  test('an address without its slash is redirected', async () => {
    const { status, headers } = await ask('/json')
    expect([status, headers.get('Location')]).toEqual([301, '/json/'])
  })

  test('asynchronous views, reverse() and signals work', async () => {
    expect(JSON.parse((await ask('/json/')).text)).toEqual({ article: '/blog/a-b/', signals: true })
  })

  test('HEAD has no body', async () => {
    const { status, text, headers } = await ask('/json/', { method: 'HEAD' })
    expect([status, text, headers.get('Content-Type')]).toEqual([200, '', 'application/json'])
  })

  test('streams are sent whole', async () => {
    expect((await ask('/stream/')).text).toBe('one two three')
  })

  test('forms are protected', async () => {
    const page = await ask('/form/')
    const token = /name="csrfmiddlewaretoken" value="(\w+)"/.exec(page.text)![1]!
    const cookie = /csrftoken=\w+/.exec(page.headers.get('Set-Cookie')!)![0]
    const body = `csrfmiddlewaretoken=${token}&name=Ann`
    expect((await ask('/form/', { method: 'POST', headers: form, body })).status).toBe(403)
    expect(await ask('/form/', { method: 'POST', headers: { ...form, Cookie: cookie }, body })).toMatchObject({
      status: 200,
      text: 'Thank you, Ann',
    })
  })

  test('sessions are in signed cookies', async () => {
    const first = await ask('/count/')
    const cookie = /sessionid=[^;]+/.exec(first.headers.get('Set-Cookie')!)![0]
    expect([first.text, (await ask('/count/', { headers: { Cookie: cookie } })).text]).toEqual(['1', '2'])
    expect((await ask('/count/', { headers: { Cookie: `${cookie}x` } })).text).toBe('1')
  })

  test('files are received', async () => {
    const headers = { 'Content-Type': 'multipart/form-data; boundary=xx' }
    const part = 'Content-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain'
    const body = `--xx\r\n${part}\r\n\r\n12345\r\n--xx--\r\n`
    expect((await ask('/upload/', { method: 'POST', headers, body })).text).toBe('a.txt 5')
  })

  test('what a proxy says counts as the settings say', async () => {
    const headers = { 'X-Forwarded-Host': 'example.com', 'X-Forwarded-Proto': 'https' }
    expect((await ask('/where/', { headers })).text).toBe('https://example.com/where/ true')
    expect((await ask('/where/', { headers: { 'X-Forwarded-Host': 'evil.test' } })).status).toBe(400)
  })

  test('requests at the same time keep their time zones apart', async () => {
    const zones = ['Asia/Tokyo', 'America/New_York', 'Europe/Berlin']
    const replies = await Promise.all(zones.map(zone => ask(`/zone/${zone}/`)))
    expect(new Set(replies.map(({ text }) => text)).size).toBe(3)
    for (const [index, { text }] of replies.entries()) expect(text).toContain(['+09:00', '-05:00', '+01:00'][index])
  })
}
