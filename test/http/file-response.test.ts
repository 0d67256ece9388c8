import { createReadStream } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { FileResponse } from '../../src/http/file-response.js'
import { registerFileSystem } from '../../src/http/files.js'
import { bytes, text } from './helpers.js'

async function body(response: FileResponse): Promise<string> {
  let result = ''
  for await (const chunk of response.streamingContent) result += text(chunk)
  return result
}

describe('FileResponse', () => {
  it('sends bytes under a name', async () => {
    const response = new FileResponse(bytes('a,b\n'), { filename: 'table.csv', asAttachment: true })
    expect([...response.items()]).toEqual([
      ['Content-Type', 'text/csv'],
      ['Content-Length', '4'],
      ['Content-Disposition', 'attachment; filename="table.csv"'],
    ])
    expect(await body(response)).toBe('a,b\n')
  })

  it('sends blocks of 4096 bytes', () => {
    const chunks = [...new FileResponse(new Uint8Array(10_000))]
    expect(chunks.map(chunk => chunk.length)).toEqual([4096, 4096, 1808])
  })

  it('sends a Blob, a File and a stream', async () => {
    const blob = new FileResponse(new Blob(['hello']))
    expect([blob.getHeader('Content-Length'), blob.getHeader('Content-Disposition'), await body(blob)]).toEqual([
      '5',
      null,
      'hello',
    ])
    const file = new FileResponse(new File(['hello'], 'é.txt'))
    expect(file.getHeader('Content-Disposition')).toBe("inline; filename*=utf-8''%C3%A9.txt")
    const stream = new FileResponse(createReadStream(import.meta.filename))
    expect(stream.getHeader('Content-Disposition')).toBe('inline; filename="file-response.test.ts"')
    expect(await body(stream)).toContain('sends a Blob, a File and a stream')
    stream.close()
  })

  it('opens a path with the registered file system, and closes it', async () => {
    expect(() => new FileResponse('/srv/report.pdf')).toThrow(/"\/srv\/report\.pdf".*import 'tiny-django\/node'/s)
    const closed: string[] = []
    registerFileSystem({
      open: path => ({ size: 3, stream: () => [bytes('pdf')], close: () => closed.push(path) }),
    })
    const response = new FileResponse('/srv/report.pdf')
    expect([...response.items()]).toEqual([
      ['Content-Type', 'application/pdf'],
      ['Content-Length', '3'],
      ['Content-Disposition', 'inline; filename="report.pdf"'],
    ])
    expect(await body(response)).toBe('pdf')
    response.close()
    expect(closed).toEqual(['/srv/report.pdf'])
  })

  it.each([
    ['a.html', 'text/html'],
    ['a.js', 'text/javascript'],
    ['a.PNG', 'image/png'],
    ['a.woff2', 'font/woff2'],
    ['a.tar.gz', 'application/gzip'],
    ['a.svgz', 'application/gzip'],
    ['a.SVGZ', 'application/gzip'],
    ['mailto:.gif', 'application/octet-stream'],
    ['a.html.br', 'application/x-brotli'],
    ['.htaccess', 'application/octet-stream'],
    ['a.txt?x', 'application/octet-stream'],
    ['nothing', 'application/octet-stream'],
  ])('takes %s for %s', (filename, contentType) => {
    expect(new FileResponse(bytes('x'), { filename }).getHeader('Content-Type')).toBe(contentType)
    expect(new FileResponse(bytes('x'), { filename, contentType: 'x/y' }).getHeader('Content-Type')).toBe('x/y')
  })

  it.each([
    ['a"b\\.txt', 'attachment; filename="a\\"b\\\\.txt"'],
    ['a;b.txt', 'attachment; filename="a;b.txt"'],
    ['a\r\nX: y.txt', "attachment; filename*=utf-8''a%0D%0AX%3A%20y.txt"],
    ['/etc/passwd', 'attachment; filename="passwd"'],
    ['dir/', 'attachment'],
  ])('quotes the name %j', (filename, disposition) => {
    expect(new FileResponse(bytes('x'), { filename, asAttachment: true }).getHeader('Content-Disposition')).toBe(
      disposition,
    )
  })

  it('speaks of the file that replaced another', () => {
    const response = new FileResponse(bytes('old'), { filename: 'a.txt' })
    response.streamingContent = bytes('newer')
    expect([response.getHeader('Content-Length'), text(response.getvalue())]).toEqual(['5', 'newer'])
  })
})
