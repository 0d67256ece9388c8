import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  MultiPartParserError,
  RawPostDataException,
  RequestDataTooBig,
  TooManyFieldsSent,
  TooManyFilesSent,
} from '../../src/http/exceptions.js'
import type { HttpRequest } from '../../src/http/request.js'
import { expectLinear } from '../linear.js'
import { bytes, posted, text, withSettings } from './helpers.js'

const type = 'multipart/form-data; boundary=XXX'

function body(...parts: string[]): string {
  return `${parts.map(part => `--XXX\r\n${part}\r\n`).join('')}--XXX--\r\n`
}

function field(name: string, value: string): string {
  return `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}`
}

function file(name: string, filename: string, content: string, headers = 'Content-Type: text/plain\r\n'): string {
  return `Content-Disposition: form-data; name="${name}"; filename="${filename}"\r\n${headers}\r\n${content}`
}

function facts({ POST, FILES }: HttpRequest) {
  const files = [...FILES.lists()].map(([key, list]) => [key, list.map(each => [each.name, text(each.read())])])
  return { POST: [...POST.lists()], FILES: files }
}

describe('a multipart form', () => {
  it('gives fields and files', async () => {
    const form = await posted(type, body(field('name', 'Ann'), file('doc', 'a.txt', 'hello\r\n'), field('name', 'é')))
    expect(form.POST.getlist('name')).toEqual(['Ann', 'é'])
    const doc = form.FILES.get('doc')!
    expect([doc.name, doc.size, doc.contentType, text(doc.read())]).toEqual(['a.txt', 7, 'text/plain', 'hello\r\n'])
  })

  it('is the same however it is cut', async () => {
    const whole = bytes(
      body(field('a', '-'.repeat(30)), file('f', 'x.bin', '\r\n--XX\r\r\n--XXY'.repeat(3)), field('b', '')),
    )
    const expected = facts(await posted(type, whole))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 }), async sizes => {
        const chunks: Uint8Array[] = []
        for (let start = 0; start < whole.length; ) {
          const size = sizes[chunks.length % sizes.length]!
          chunks.push(whole.subarray(start, start + size))
          start += size
        }
        expect(facts(await posted(type, chunks))).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })

  it('is read alike whether the heads of its parts are as browsers write them or have more in them', async () => {
    const name = fc.string({ unit: fc.constantFrom(...'aé€;=:*\\"\' \t\r\n/.%'), maxLength: 8 })
    const contentTypes = fc.constantFrom('', 'text/plain', 'TEXT/x.y+z', 'text/plain; charset=utf-8', ' ')
    await fc.assert(
      fc.asyncProperty(name, fc.option(name), contentTypes, async (name, filename, contentType) => {
        const disposition = `form-data; name="${name}"${filename === null ? '' : `; filename="${filename}"`}`
        const head = `Content-Disposition: ${disposition}${contentType && `\r\nContent-Type: ${contentType}`}`
        const [short, long] = await Promise.all(
          [head, `${head}\r\nX-More: 1`].map(text => posted(type, body(`${text}\r\n\r\nvalue`))),
        )
        expect(facts(short!)).toEqual(facts(long!))
        const types = [short!, long!].map(({ FILES }) => FILES.get([...FILES.keys()][0] ?? '')?.contentType)
        expect(types[0]).toBe(types[1])
      }),
      { numRuns: 500 },
    )
  })

  it('keeps names that objects know as ordinary ones', async () => {
    const form = await posted(type, body(field('__proto__', '1'), field('constructor', '2')))
    expect([...form.POST.items()]).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ])
  })

  it('reads names and values in another encoding when asked before', async () => {
    const latin = [
      bytes('--XXX\r\nContent-Disposition: form-data; name="n"\r\n\r\n'),
      Uint8Array.of(0xe9),
      bytes('\r\n--XXX--'),
    ]
    const form = await posted(type, latin)
    form.encoding = 'iso-8859-1'
    expect(form.POST.get('n')).toBe('é')
  })

  it('undoes Base64', async () => {
    const encoded = 'Content-Transfer-Encoding: base64\r\n'
    const form = await posted(
      type,
      body(`${encoded}${field('a', 'dmFsdWU=')}`, file('f', 'x', 'dm Fs\r\ndWU=', encoded)),
    )
    expect(facts(form)).toEqual({ POST: [['a', ['value']]], FILES: [['f', [['x', 'value']]]] })
    const broken = await posted(type, body(file('f', 'x', 'dm', encoded)))
    expect(() => broken.POST).toThrow(new MultiPartParserError('Could not decode base64 data.'))
  })

  it('leaves out a file whose end never came', async () => {
    const cut = await posted(type, `--XXX\r\n${field('a', '1')}\r\n--XXX\r\n${file('f', 'a.txt', 'half')}`)
    expect(facts(cut)).toEqual({ POST: [['a', ['1']]], FILES: [] })
  })

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['..\\\\..\\\\hax0rd.txt', 'hax0rd.txt'],
    ['C:\\\\Windows\\\\hax0rd.txt', 'hax0rd.txt'],
    ['..&#x2F;hax0rd.txt', 'hax0rd.txt'],
    ['..&sol;hax0rd.txt', 'hax0rd.txt'],
    ['/abs/\u0007bell.txt', 'bell.txt'],
  ])('takes no folder from the file name %j', async (filename, name) => {
    const form = await posted(type, body(file('f', filename, 'x')))
    expect(form.FILES.get('f')?.name).toBe(name)
  })

  it.each(['.', '..', '/', '&#46;.', 'a/'])('leaves out a file named %j', async filename => {
    const form = await posted(type, body(file('f', filename, 'x'), field('after', '1')))
    expect(facts(form)).toEqual({ POST: [['after', ['1']]], FILES: [] })
  })

  it('keeps its raw bytes for those who ask before POST', async () => {
    const sent = body(field('a', '1'))
    const first = await posted(type, sent)
    expect([text(first.body), first.POST.get('a')]).toEqual([sent, '1'])
    const second = await posted(type, sent)
    expect(second.POST.get('a')).toBe('1')
    expect(() => second.body).toThrow(
      new RawPostDataException("You cannot access body after reading from request's data stream"),
    )
  })
})

describe('a multipart form that is wrong', () => {
  it.each([
    ['multipart/form-data', 'Invalid boundary in multipart: None'],
    ['multipart/form-data; boundary=', 'Invalid boundary in multipart: '],
    ['multipart/form-data; boundary="a\\b "', 'Invalid boundary in multipart: a\\b '],
    [`multipart/form-data; boundary=${'x'.repeat(202)}`, `Invalid boundary in multipart: ${'x'.repeat(202)}`],
    ['multipart/form-data; boundary=é', 'Invalid non-ASCII Content-Type in multipart: multipart/form-data; boundary=é'],
  ])('says so for %j, once', async (contentType, message) => {
    const form = await posted(contentType, 'x')
    expect(() => form.POST).toThrow(new MultiPartParserError(message))
    expect([form.POST.size, form.FILES.size]).toEqual([0, 0])
  })

  it('is refused when the head of a part is too large', async () => {
    const form = await posted(type, body(`X-Long: ${'-'.repeat(1024)}\r\n${field('a', '1')}`))
    expect(() => form.POST).toThrow(new MultiPartParserError('Request max total header size exceeded.'))
  })

  it('is refused beyond the number of fields and files', async () => {
    withSettings({ DATA_UPLOAD_MAX_NUMBER_FIELDS: 2, DATA_UPLOAD_MAX_NUMBER_FILES: 1 })
    const fields = await posted(type, body(field('a', '1'), field('b', '1'), field('c', '1')))
    expect(() => fields.POST).toThrow(TooManyFieldsSent)
    const files = await posted(type, body(file('a', 'a', '1'), file('b', 'b', '1')))
    expect(() => files.FILES).toThrow(TooManyFilesSent)
  })

  it('is refused when its fields are too large, which files may be', async () => {
    withSettings({ DATA_UPLOAD_MAX_MEMORY_SIZE: 10 })
    expect((await posted(type, body(field('a', '1234567'), file('f', 'f', 'x'.repeat(100))))).POST.get('a')).toBe(
      '1234567',
    )
    const large = await posted(type, body(field('a', '12345678')))
    expect(() => large.POST).toThrow(RequestDataTooBig)
  })

  it('ends in a result or an error, whatever is missing or changed', async () => {
    const good = bytes(body(field('a', '1'), file('f', 'a.txt', 'dmFs', 'Content-Transfer-Encoding: base64\r\n')))
    const outcome = async (bad: Uint8Array) => {
      const form = await posted(type, bad)
      try {
        return typeof facts(form)
      } catch (error) {
        return (error as Error).name
      }
    }
    for (let i = 0; i < good.length; i++) {
      const mutated = good.slice()
      mutated[i] = (mutated[i]! + 128) % 256
      expect(['object', 'MultiPartParserError']).toContain(await outcome(good.subarray(0, i)))
      expect(['object', 'MultiPartParserError']).toContain(await outcome(mutated))
    }
  })

  it('takes time linear in its length, also against its boundary', async () => {
    const dashes = `multipart/form-data; boundary=${'-'.repeat(180)}X`
    await expectLinear(async length => {
      await posted(dashes, '-'.repeat(length))
      await posted(type, body(file('f', 'f', ' '.repeat(length), 'Content-Transfer-Encoding: base64\r\n')))
    }, 200_000)
  })
})
