import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { parseByteRange } from '../../src/http/byte-range.js'
import { FileResponse } from '../../src/http/file-response.js'
import type { FileSource } from '../../src/http/file-source.js'
import { SimpleUploadedFile } from '../../src/http/uploaded-file.js'
import { bytes, request } from './helpers.js'

const digits = new Uint8Array(bytes('0123456789'))

async function serve(
  headers: Readonly<Record<string, string>>,
  {
    file = digits,
    method = 'GET',
    etag,
    status,
  }: { file?: FileSource; method?: string; etag?: string; status?: number } = {},
): Promise<{ status: number; headers: Record<string, string>; body: string }> {
  const response = new FileResponse(file, { filename: 'a.txt', status })
  if (etag !== undefined) response.headers.set('ETag', etag)
  response.serveRange(request({ method, rawHeaders: Object.entries(headers).flat() }))
  const chunks: Uint8Array[] = []
  for await (const chunk of response.streamingContent) chunks.push(chunk)
  const body = Buffer.concat(chunks).toString()
  return { status: response.statusCode, headers: Object.fromEntries(response.headers), body }
}

describe('a range of a file', () => {
  it.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=0-0', '0', 'bytes 0-0/10'],
    ['bytes=5-99', '56789', 'bytes 5-9/10'],
    ['bytes=-99', '0123456789', 'bytes 0-9/10'],
    ['Bytes = 1 - 2', '12', 'bytes 1-2/10'],
  ])('%s is sent as 206', async (range, body, contentRange) => {
    const answer = await serve({ Range: range })
    expect(answer).toMatchObject({ status: 206, body })
    expect(answer.headers).toMatchObject({
      'Content-Range': contentRange,
      'Content-Length': String(body.length),
      'Content-Type': 'text/plain',
    })
  })

  it.each(['bytes=10-', 'bytes=99-100', 'bytes=-0'])('%s is 416, for there is nothing of it', async range => {
    const answer = await serve({ Range: range })
    expect(answer).toMatchObject({ status: 416, body: '' })
    expect(answer.headers).toMatchObject({ 'Content-Range': 'bytes */10', 'Content-Length': '0' })
    expect(answer.headers).not.toHaveProperty('Content-Disposition')
  })

  it.each(['bytes=4-2', 'bytes=-', 'bytes=0-1,3-4', 'lines=1-2', 'bytes', 'bytes=a-b', ''])(
    '%j is no single range, so all is sent',
    async range => {
      expect(await serve({ Range: range })).toMatchObject({ status: 200, body: '0123456789' })
    },
  )

  it('is for GET, and for a plain 200', async () => {
    expect(await serve({ Range: 'bytes=1-2' }, { method: 'POST' })).toMatchObject({ status: 200 })
    expect(await serve({ Range: 'bytes=1-2' }, { status: 404 })).toMatchObject({ status: 404, body: '0123456789' })
  })

  it('is sent when If-Range names the version there is, and all when it names another', async () => {
    const range = { Range: 'bytes=1-2' }
    expect(await serve({ ...range, 'If-Range': '"a"' }, { etag: '"a"' })).toMatchObject({ status: 206 })
    expect(await serve({ ...range, 'If-Range': '"b"' }, { etag: '"a"' })).toMatchObject({ status: 200 })
    expect(await serve({ ...range, 'If-Range': 'W/"a"' }, { etag: 'W/"a"' })).toMatchObject({ status: 200 })
    expect(await serve({ ...range, 'If-Range': 'Sun, 06 Nov 1994 08:49:37 GMT' })).toMatchObject({ status: 200 })
  })

  it('is offered where it can be had', async () => {
    expect((await serve({})).headers['Accept-Ranges']).toBe('bytes')
    expect((await serve({}, { file: [digits] })).headers['Accept-Ranges']).toBeUndefined()
  })

  it('is left to the whole when the content was encoded on the way', async () => {
    const response = new FileResponse(digits)
    response.headers.set('Content-Encoding', 'gzip')
    response.serveRange(request({ rawHeaders: ['Range', 'bytes=1-2'] }))
    expect(response.statusCode).toBe(200)
  })

  it.each<[string, () => FileSource]>([
    ['bytes', () => digits],
    ['a Blob', () => new Blob([digits])],
    ['an open file', () => openFile()],
  ])('comes from %s', async (_, file) => {
    expect(await serve({ Range: 'bytes=3-5' }, { file: file() })).toMatchObject({ status: 206, body: '345' })
  })

  it('comes from an uploaded file, by its own name', async () => {
    const uploaded = new SimpleUploadedFile('notes.txt', digits)
    const response = new FileResponse(uploaded)
    expect(response.getHeader('Content-Length')).toBe('10')
    expect(response.getHeader('Content-Disposition')).toBe('inline; filename="notes.txt"')
    expect(await serve({ Range: 'bytes=3-5' }, { file: uploaded })).toMatchObject({ status: 206, body: '345' })
  })

  it('counts from where an open file stands', async () => {
    const file = openFile()
    file.seek(4)
    expect(await serve({ Range: 'bytes=1-2' }, { file })).toMatchObject({ status: 206, body: '56' })
  })
})

function openFile() {
  let position = 0
  return {
    size: digits.length,
    tell: () => position,
    seek: (offset: number) => {
      position = offset
    },
    read: (size: number) => {
      const block = digits.subarray(position, position + size)
      position += block.length
      return block
    },
  }
}

test('whatever the header says, a range lies within the file', () => {
  const headers = fc.oneof(
    fc.string(),
    fc.tuple(fc.nat(30), fc.nat(30)).map(([a, b]) => `bytes=${a}-${b}`),
    fc.nat(30).map(a => `bytes=-${a}`),
    fc.nat(30).map(a => `bytes=${a}-`),
  )
  fc.assert(
    fc.property(headers, fc.nat(20), (header, size) => {
      const range = parseByteRange(header, size)
      if (range === null || range === 'unsatisfiable') return
      expect(range.start).toBeGreaterThanOrEqual(0)
      expect(range.start).toBeLessThan(range.end)
      expect(range.end).toBeLessThanOrEqual(size)
    }),
  )
})
