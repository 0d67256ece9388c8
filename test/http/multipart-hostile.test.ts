import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  MultiPartParserError,
  RequestDataTooBig,
  TooManyFieldsSent,
  TooManyFilesSent,
} from '../../src/http/exceptions.js'
import type { HttpRequest } from '../../src/http/request.js'
import type { UploadedFile } from '../../src/http/uploaded-file.js'
import { registerTemporaryStorage } from '../../src/http/uploads/storage.js'
import { expectLinear } from '../linear.js'
import { bytes, posted, withSettings } from './helpers.js'

const type = 'multipart/form-data; boundary=XXX'
const disposition = 'Content-Disposition: form-data; name='
const base64 = 'Content-Transfer-Encoding: base64\r\n'

/** Forms as clients send them. */
const goodBodies = [
  `--XXX\r\n${disposition}"a"\r\n\r\n1\r\n--XXX\r\n${disposition}"b"\r\n\r\n2\r\n--XXX--\r\n`,
  `--XXX\r\n${disposition}"f"; filename="a.txt"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nhello\r\n--XXX--\r\n`,
  `--XXX\r\n${disposition}"f"; filename*=UTF-8''%e2%82%ac.txt\r\n${base64}\r\naGVs\r\nbG8=\r\n--XXX--\r\n`,
  `preamble\r\n--XXX\r\n${disposition}"é"\r\n${base64}\r\nw6k=\r\n--XXX\r\n\r\nno head\r\n--XXX--\r\nepilogue`,
  `--XXX\r\n${disposition}"f"; filename="x"\r\n\r\n\r\n--XX\r\n-\r\r\n\r\n--XXX\r\n${disposition}"f"; filename="y"\r\n\r\n\r\n--XXX--\r\n`,
].map(bytes)

let openFiles = 0

beforeEach(() => {
  openFiles = 0
  registerTemporaryStorage({ create: () => new CountedFile() })
})

/** A temporary file that is none. */
class CountedFile {
  readonly path = '/nowhere'
  #bytes: Uint8Array = new Uint8Array(0)
  #isOpen = true

  constructor() {
    openFiles++
  }

  async write(more: Uint8Array): Promise<void> {
    this.#bytes = new Uint8Array(Buffer.concat([this.#bytes, more]))
  }

  flush(): void {}

  read(start: number, length: number): Uint8Array {
    return this.#bytes.subarray(start, start + length)
  }

  async *stream(): AsyncGenerator<Uint8Array, void, undefined> {
    yield this.#bytes
  }

  close(): void {
    if (this.#isOpen) openFiles--
    this.#isOpen = false
  }
}

// All of these are answered with 400.
const namedErrors = [MultiPartParserError, TooManyFieldsSent, TooManyFilesSent, RequestDataTooBig]

/** All that can be seen of a form, or its error. */
function outcome(request: HttpRequest): unknown {
  try {
    const files = [...request.FILES.lists()].map(([key, list]) => [key, list.map(factsOf)])
    return { POST: [...request.POST.lists()], files }
  } catch (error) {
    return error
  }
}

function factsOf(file: UploadedFile): unknown {
  return [file.name, file.contentType, file.charset, file.size, Buffer.from(file.read()).toString('latin1')]
}

async function outcomeOf(body: Uint8Array | readonly Uint8Array[]): Promise<unknown> {
  const request = await posted(type, body)
  const result = outcome(request)
  request.close()
  return result
}

function expectHarmless(result: unknown): void {
  if (result instanceof Error)
    expect(
      namedErrors.some(type => result instanceof type),
      result.stack,
    ).toBe(true)
}

describe.each([
  ['in memory', 2_621_440],
  ['in temporary files', 0],
])('a broken form, its files %s', (_, FILE_UPLOAD_MAX_MEMORY_SIZE) => {
  beforeEach(() => withSettings({ FILE_UPLOAD_MAX_MEMORY_SIZE }))

  it('that was cut off anywhere is a form or a named error, and leaves no file open (CVE-2022-24434, CVE-2025-47935)', async () => {
    for (const body of goodBodies) {
      for (let length = 0; length < body.length; length++) expectHarmless(await outcomeOf(body.subarray(0, length)))
    }
    expect(openFiles).toBe(0)
  })

  it('of which one byte was changed is a form or a named error, and leaves no file open (CVE-2025-47944, CVE-2025-7338)', async () => {
    for (const body of goodBodies) {
      for (let at = 0; at < body.length; at++) {
        for (const byte of [0, 0x0a, 0x0d, 0x22, 0x2d, 0x3b, 0x3d, 0xff, body[at]! ^ 1]) {
          const changed = body.slice()
          changed[at] = byte
          expectHarmless(await outcomeOf(changed))
        }
      }
    }
    expect(openFiles).toBe(0)
  })
})

describe('any form', () => {
  const pieces = [
    '--XXX',
    '--XXX\r\n',
    '--XXX--',
    '\r\n',
    '\r',
    '\n',
    '-',
    '--XX',
    'X',
    '=',
    'QUJD',
    ' ',
    `${disposition}"n"`,
    `${disposition}"f"; filename="f.txt"`,
    base64,
    '\r\n\r\n',
    'é',
  ]

  it('is the same however its bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...pieces), { maxLength: 40 }),
        fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 10 }),
        fc.boolean(),
        async (parts, sizes, isInMemory) => {
          withSettings({ FILE_UPLOAD_MAX_MEMORY_SIZE: isInMemory ? 2_621_440 : 0 })
          const whole = bytes(`--XXX\r\n${parts.join('')}`)
          expect(await outcomeOf(cut(whole, sizes))).toEqual(await outcomeOf(whole))
        },
      ),
      { numRuns: 400 },
    )
    expect(openFiles).toBe(0)
  })
})

describe('takes time in proportion to its length:', () => {
  const part = (head: string, content: string) => `--XXX\r\n${head}\r\n\r\n${content}\r\n`
  const file = (content: string, more = '') => `${part(`${disposition}"f"; filename="f"${more}`, content)}--XXX--\r\n`

  it.each<[string, (n: number) => string]>([
    ['dashes (Django CVE-2022-23833)', n => file('-'.repeat(n))],
    ['line ends', n => file('\r\n'.repeat(n / 2))],
    ['boundaries that almost are', n => file('\r\n--XX'.repeat(n / 6))],
    ['boundaries with nothing between them', n => '--XXX\r\n'.repeat(n / 7)],
    [
      'Base64 of white space (Django CVE-2026-33033)',
      n => file(`QUJD${' \r\n'.repeat(n / 3)}`, `\r\n${base64.trim()}`),
    ],
    ['Base64 with nothing of its alphabet', n => file('!'.repeat(n), `\r\n${base64.trim()}`)],
    ['fields with heads full of semicolons', n => part(`${disposition}"a"${'; '.repeat(400)}`, '').repeat(n / 900)],
    ['heads full of quotes', n => part(`${disposition}"${'\\"'.repeat(400)}`, '').repeat(n / 900)],
    ['names full of entities', n => part(`${disposition}"f"; filename="${'&am'.repeat(300)}"`, '').repeat(n / 1000)],
    ['heads that never end', n => `--XXX\r\nA: ${'a'.repeat(n)}`],
  ])('%s', async (_, make) => {
    withSettings({
      DATA_UPLOAD_MAX_NUMBER_FIELDS: null,
      DATA_UPLOAD_MAX_NUMBER_FILES: null,
      DATA_UPLOAD_MAX_MEMORY_SIZE: null,
      FILE_UPLOAD_MAX_MEMORY_SIZE: 1e9,
    })
    await expectLinear(async n => outcome(await posted(type, cut(bytes(make(n)), [65_536]))), 200_000)
  })
})

describe('what advisories warn of', () => {
  it.each(['../../x', '..\\\\..\\\\x', '&#46;./x', '..&sol;x', '/abs/x', 'C:\\\\x', 'x\\0/../x'])(
    'a file cannot name another folder: %s (Django CVE-2021-28658, CVE-2021-31542, CVE-2024-39330)',
    async name => {
      const result = await posted(type, `--XXX\r\n${disposition}"f"; filename="${name}"\r\n\r\n-\r\n--XXX--\r\n`)
      expect(result.FILES.get('f')?.name).toBe('x')
    },
  )

  it.each(['.', '..', '/', 'x/', '&#46;', '\u200b'])('a file cannot be called %j', async name => {
    const result = await posted(type, `--XXX\r\n${disposition}"f"; filename="${name}"\r\n\r\n-\r\n--XXX--\r\n`)
    expect(result.FILES.size).toBe(0)
  })

  it('1001 fields or 101 files are refused (Django CVE-2023-24580)', async () => {
    const fields = (count: number) => `--XXX\r\n${disposition}"a"\r\n\r\n\r\n`.repeat(count)
    const files = (count: number) => `--XXX\r\n${disposition}"a"; filename="a"\r\n\r\n\r\n`.repeat(count)
    expect((await posted(type, `${fields(1000)}--XXX--\r\n`)).POST.getlist('a').length).toBe(1000)
    expect(outcome(await posted(type, `${fields(1001)}--XXX--\r\n`))).toBeInstanceOf(TooManyFieldsSent)
    expect((await posted(type, `${files(100)}--XXX--\r\n`)).FILES.getlist('a').length).toBe(100)
    expect(outcome(await posted(type, `${files(101)}--XXX--\r\n`))).toBeInstanceOf(TooManyFilesSent)
  })

  it('a Content-Length that says less than comes does not get more in (Django CVE-2026-33034)', async () => {
    const body = `--XXX\r\n${disposition}"a"\r\n\r\n${'x'.repeat(3_000_000)}\r\n--XXX--\r\n`
    const source = { rawHeaders: ['Content-Type', type, 'Content-Length', '100'] }
    const request = await posted(type, body, source)
    expect(request.POST.get('a')!.length).toBeLessThan(100)
    expect(outcome(await posted(type, body))).toBeInstanceOf(RequestDataTooBig)
  })

  it('a file that no Content-Length announced stays in memory no longer than others (Django CVE-2026-5766)', async () => {
    withSettings({ FILE_UPLOAD_MAX_MEMORY_SIZE: 1000 })
    const body = (size: number) => `--XXX\r\n${disposition}"f"; filename="f"\r\n\r\n${'x'.repeat(size)}\r\n--XXX--\r\n`
    const kind = async (size: number) => (await posted(type, body(size))).FILES.get('f')?.constructor.name
    expect([await kind(100), await kind(1001)]).toEqual(['InMemoryUploadedFile', 'TemporaryUploadedFile'])
  })

  it('a head larger than 1024 bytes is refused without being looked at (multiparty CVE-2026-8159)', async () => {
    const result = await posted(type, `--XXX\r\n${disposition}"${'a'.repeat(8192)}"\r\n\r\n-\r\n--XXX--\r\n`)
    expect(outcome(result)).toBeInstanceOf(MultiPartParserError)
  })

  it('a file name that cannot be decoded is no crash (multiparty CVE-2026-8162)', async () => {
    const result = await posted(type, `--XXX\r\n${disposition}"f"; filename*=utf-8''%ff%\r\n\r\n-\r\n--XXX--\r\n`)
    expect(result.FILES.get('f')?.name).toBe('\ufffd%')
  })

  it('fields named like members of objects are fields (hash collisions, prototype pollution)', async () => {
    const names = ['__proto__', 'constructor', 'hasOwnProperty', '0', '-1']
    const parts = names.map(name => `--XXX\r\n${disposition}"${name}"\r\n\r\n1\r\n`)
    const { POST } = await posted(type, `${parts.join('')}--XXX--\r\n`)
    expect([...POST.keys()]).toEqual(names)
  })
})

function cut(whole: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let start = 0; start < whole.length; ) {
    const size = sizes[chunks.length % sizes.length]!
    chunks.push(whole.subarray(start, start + size))
    start += size
  }
  return chunks
}
