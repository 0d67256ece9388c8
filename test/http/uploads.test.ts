import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import '../../src/adapters/node-platform.js'
import { nodeTemporaryStorage } from '../../src/adapters/node-temporary.js'
import {
  FileUploadHandler,
  type HandledInput,
  MemoryFileUploadHandler,
  QueryDict,
  RawPostDataException,
  SimpleUploadedFile,
  SkipFile,
  StopFutureHandlers,
  StopUpload,
  TemporaryFileUploadHandler,
  type TemporaryUploadedFile,
  type UploadedFile,
  type UploadHandlerClass,
} from '../../src/http/index.js'
import { receiveBody } from '../../src/http/receive.js'
import type { HttpRequest } from '../../src/http/request.js'
import { registerTemporaryStorage } from '../../src/http/uploads/storage.js'
import { MultiValueDict } from '../../src/utils/datastructures.js'
import { bytes, pieces, request, text, withSettings } from './helpers.js'

const boundary = 'XXX'
const rawHeaders = ['Content-Type', `multipart/form-data; boundary=${boundary}`]

interface FilePart {
  readonly name: string
  readonly filename?: string
  readonly content: string
}

function form(...parts: readonly FilePart[]): string {
  const written = parts.map(({ name, filename, content }) => {
    const file = filename === undefined ? '' : `; filename="${filename}"`
    return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${content}\r\n`
  })
  return `${written.join('')}--${boundary}--\r\n`
}

async function upload(
  body: string | readonly Uint8Array[],
  handlers?: readonly UploadHandlerClass[],
): Promise<HttpRequest> {
  const made = request({ method: 'POST', rawHeaders })
  await receiveBody(made, pieces(typeof body === 'string' ? [bytes(body)] : body), { handlers })
  return made
}

const three = form(
  { name: 'a', filename: 'a.txt', content: 'aaa' },
  { name: 'title', content: 'x' },
  { name: 'b', filename: 'b.txt', content: 'bbbbbb' },
  { name: 'c', filename: 'c.txt', content: 'c' },
)

function names({ FILES }: HttpRequest): string[] {
  return [...FILES.lists()].flatMap(([, files]) => files.map(file => file.name))
}

/** A handler that keeps what it is told. */
abstract class Recorder extends FileUploadHandler {
  static told: string[] = []

  override receiveDataChunk(rawData: Uint8Array, start: number): Uint8Array | null {
    Recorder.told.push(`${this.fileName}@${start}:${text(rawData)}`)
    return rawData
  }

  override fileComplete(size: number): UploadedFile | null {
    Recorder.told.push(`${this.fileName} complete ${size}`)
    return null
  }

  override uploadComplete(): void {
    Recorder.told.push('upload complete')
  }

  override uploadInterrupted(): void {
    Recorder.told.push('interrupted')
  }
}

function recorder(): UploadHandlerClass {
  Recorder.told = []
  return class extends Recorder {}
}

describe('upload handlers', () => {
  it('get each file piece by piece, and hand on what they return', async () => {
    const made = await upload(three, [recorder(), MemoryFileUploadHandler])
    expect(Recorder.told).toEqual([
      'a.txt@0:aaa',
      'a.txt complete 3',
      'b.txt@0:bbbbbb',
      'b.txt complete 6',
      'c.txt@0:c',
      'c.txt complete 1',
      'upload complete',
    ])
    expect(names(made)).toEqual(['a.txt', 'b.txt', 'c.txt'])
  })

  it('get no more bytes at a time than their chunkSize', async () => {
    const handler = class extends (recorder() as unknown as typeof Recorder) {
      override chunkSize = 4
    } as unknown as UploadHandlerClass
    await upload(form({ name: 'f', filename: 'f', content: '0123456789' }), [handler])
    expect(Recorder.told.slice(0, 3)).toEqual(['f@0:0123', 'f@4:4567', 'f@8:89'])
  })

  it('may change the bytes for those after them', async () => {
    class Upper extends FileUploadHandler {
      override receiveDataChunk(rawData: Uint8Array): Uint8Array {
        return bytes(text(rawData).toUpperCase())
      }
      override fileComplete(): null {
        return null
      }
    }
    const made = await upload(three, [Upper, MemoryFileUploadHandler])
    expect(text(made.FILES.get('a')!.read())).toBe('AAA')
  })

  it('may be async: what follows waits for them', async () => {
    const order: string[] = []
    class Slow extends FileUploadHandler {
      override async newFile(...file: Parameters<FileUploadHandler['newFile']>): Promise<void> {
        await super.newFile(...file)
        await later()
        order.push(`new ${this.fileName}`)
      }
      override async receiveDataChunk(rawData: Uint8Array): Promise<Uint8Array> {
        await later()
        order.push(`${this.fileName}:${text(rawData)}`)
        return rawData
      }
      override async fileComplete(): Promise<UploadedFile> {
        await later()
        order.push(`done ${this.fileName}`)
        return new SimpleUploadedFile(this.fileName, 'stored elsewhere')
      }
    }
    const made = await upload(cut(three, 7), [Slow])
    expect(order.filter(line => line.startsWith('new') || line.startsWith('done'))).toEqual([
      'new a.txt',
      'done a.txt',
      'new b.txt',
      'done b.txt',
      'new c.txt',
      'done c.txt',
    ])
    expect(made.POST.get('title')).toBe('x')
    expect(text(made.FILES.get('c')!.read())).toBe('stored elsewhere')
  })

  it('after one that throws StopFutureHandlers hear nothing of the file', async () => {
    class Mine extends FileUploadHandler {
      override newFile(): void {
        throw new StopFutureHandlers()
      }
      override receiveDataChunk(): null {
        return null
      }
      override fileComplete(): UploadedFile {
        return new SimpleUploadedFile('mine', 'x')
      }
    }
    const made = await upload(three, [Mine, recorder()])
    expect(Recorder.told).toEqual(['upload complete'])
    expect(names(made)).toEqual(['mine', 'mine', 'mine'])
  })

  it('that throw SkipFile leave that file out', async () => {
    class NoB extends FileUploadHandler {
      override receiveDataChunk(rawData: Uint8Array): Uint8Array {
        if (this.fileName === 'b.txt') throw new SkipFile()
        return rawData
      }
      override fileComplete(): null {
        return null
      }
    }
    const made = await upload(three, [NoB, MemoryFileUploadHandler])
    expect(names(made)).toEqual(['a.txt', 'c.txt'])
    expect(made.POST.get('title')).toBe('x')
  })

  it('that throw StopUpload keep what was complete, and the rest is read and forgotten', async () => {
    const source = countedPieces(cut(three, 10))
    const made = request({ method: 'POST', rawHeaders })
    await receiveBody(made, source.chunks, { handlers: [quota(4), MemoryFileUploadHandler] })
    expect(names(made)).toEqual(['a.txt'])
    expect(made.POST.get('title')).toBe('x')
    expect(source.left()).toBe(0)
  })

  it('that throw StopUpload with connectionReset have the rest not even read', async () => {
    const source = countedPieces(cut(three, 10))
    const made = request({ method: 'POST', rawHeaders: [...rawHeaders, 'Content-Length', `${three.length}`] })
    await receiveBody(made, source.chunks, { handlers: [quota(4, true), MemoryFileUploadHandler] })
    expect(names(made)).toEqual(['a.txt'])
    expect(source.left()).toBeGreaterThan(3)
  })

  it('are told when the body ends in the middle of a file', async () => {
    const made = await upload(three.slice(0, three.indexOf('bbb') + 3), [recorder(), MemoryFileUploadHandler])
    expect(Recorder.told.slice(-2)).toEqual(['interrupted', 'upload complete'])
    expect(names(made)).toEqual(['a.txt'])
  })

  it('are told when the client goes away', async () => {
    const made = request({ method: 'POST', rawHeaders })
    async function* broken() {
      yield bytes(three.slice(0, 100))
      throw new Error('gone')
    }
    await receiveBody(made, broken(), { handlers: [recorder()] })
    expect(Recorder.told).toContain('interrupted')
    expect(() => made.POST).toThrow(expect.objectContaining({ name: 'UnreadablePostError' }))
  })

  it('that fail fail whoever reads the form', async () => {
    class Bad extends FileUploadHandler {
      override async receiveDataChunk(): Promise<null> {
        await later()
        throw new RangeError('disk full')
      }
      override fileComplete(): null {
        return null
      }
    }
    const made = await upload(three, [Bad])
    expect(() => made.FILES).toThrow('disk full')
    expect(made.POST.size).toBe(0) // for the error page, as in Django
  })

  it('may take the whole body themselves', async () => {
    class Whole extends FileUploadHandler {
      override async handleRawInput(
        inputData: AsyncIterable<Uint8Array>,
        _meta: unknown,
        contentLength: number,
        given: string,
      ): Promise<HandledInput> {
        let size = 0
        for await (const chunk of inputData) size += chunk.length
        const post = new QueryDict(`size=${size}&length=${contentLength}&boundary=${given}`)
        return [post, new MultiValueDict<UploadedFile>()]
      }
      override receiveDataChunk(): null {
        return null
      }
      override fileComplete(): null {
        return null
      }
    }
    const made = await upload(three, [Whole])
    expect(made.POST.dict()).toEqual({ size: `${three.length}`, length: `${three.length}`, boundary })
  })

  it('are those of the settings unless the view names its own', async () => {
    withSettings({ FILE_UPLOAD_HANDLERS: [recorder()] })
    await upload(three)
    expect(Recorder.told).toContain('upload complete')
  })

  it('know their request', async () => {
    let seen: HttpRequest | null = null
    class Curious extends MemoryFileUploadHandler {
      override uploadComplete(): void {
        seen = this.request
      }
    }
    const made = await upload(three, [Curious])
    expect(seen).toBe(made)
  })
})

describe('large files', () => {
  it('go to temporary files that are gone when the request is closed', async () => {
    withSettings({ FILE_UPLOAD_MAX_MEMORY_SIZE: 10 })
    const made = await upload(cut(three, 9))
    const files = [...made.FILES.values()] as TemporaryUploadedFile[]
    expect(files.map(file => [file.constructor.name, file.name, file.size, text(file.read())])).toEqual([
      ['TemporaryUploadedFile', 'a.txt', 3, 'aaa'],
      ['TemporaryUploadedFile', 'b.txt', 6, 'bbbbbb'],
      ['TemporaryUploadedFile', 'c.txt', 1, 'c'],
    ])
    const paths = files.map(file => file.temporaryFilePath())
    expect(paths.every(existsSync)).toBe(true)
    made.close()
    expect(paths.some(existsSync)).toBe(false)
    expect(() => files[0]!.open().read()).toThrow('closed')
    made.close()
  })

  it.each([
    ['ends early', three.slice(0, -30)],
    [
      'has too many fields',
      form(...Array.from({ length: 9 }, () => ({ name: 'x', content: '' }))).replace('--XXX--', three),
    ],
  ])('leave nothing behind when the form %s', async (_, body) => {
    withSettings({ FILE_UPLOAD_MAX_MEMORY_SIZE: 1, DATA_UPLOAD_MAX_NUMBER_FIELDS: 5 })
    const paths = recordedPaths()
    const made = await upload(body)
    try {
      void made.FILES
    } catch {}
    made.close()
    expect(paths.some(existsSync)).toBe(false)
  })

  it('are read in chunks, as often as wanted', async () => {
    const made = await upload(form({ name: 'f', filename: 'f', content: 'x'.repeat(150_000) }), [
      TemporaryFileUploadHandler,
    ])
    const file = made.FILES.get('f')!
    expect(file.multipleChunks()).toBe(true)
    expect(file.multipleChunks(200_000)).toBe(false)
    expect(Array.from(file.chunks(), chunk => chunk.length)).toEqual([65_536, 65_536, 18_928])
    expect(Array.from(file.chunks(100_000), chunk => chunk.length)).toEqual([100_000, 50_000])
    let streamed = 0
    for await (const chunk of file.stream()) streamed += chunk.length
    expect(streamed).toBe(150_000)
    made.close()
  })

  it('say what to do on a runtime that has no temporary files', async () => {
    registerTemporaryStorage(undefined as never)
    const made = await upload(three, [TemporaryFileUploadHandler])
    registerTemporaryStorage(nodeTemporaryStorage)
    expect(() => made.FILES).toThrow('FILE_UPLOAD_MAX_MEMORY_SIZE')
  })
})

describe('an uploaded file', () => {
  it('reads on from where it is', () => {
    const file = SimpleUploadedFile.fromDict({ filename: 'a.txt', content: 'hello world' })
    expect(file.contentType).toBe('text/plain')
    expect([text(file.read(5)), file.tell(), text(file.read()), text(file.read())]).toEqual(['hello', 5, ' world', ''])
    expect(file.seek(6)).toBe(6)
    expect(file.text()).toBe('world')
    expect(text(file.open().read(2))).toBe('he')
    expect([...file.chunks(3)].map(text)).toEqual(['hello world'])
    expect(file.multipleChunks(3)).toBe(false)
  })

  it('gives its lines, whatever ends them', async () => {
    const lines = (content: string) => Array.from(new SimpleUploadedFile('a', content), text)
    expect(lines('a\nb\r\nc\rd')).toEqual(['a\n', 'b\r\n', 'c\r', 'd'])
    expect(lines('a\r')).toEqual(['a\r'])
    expect(lines('')).toEqual([])
    const made = await upload(form({ name: 'f', filename: 'f', content: `${'x'.repeat(65_535)}\r\ny` }), [
      TemporaryFileUploadHandler,
    ])
    expect(Array.from(made.FILES.get('f')!, line => line.length)).toEqual([65_537, 1])
    made.close()
  })

  it('prints as Django does', () => {
    expect(String(new SimpleUploadedFile('a.txt', ''))).toBe('a.txt')
  })
})

describe('a raw body', () => {
  it('is not a form any more', async () => {
    const made = request({ method: 'POST', rawHeaders })
    await receiveBody(made, pieces([bytes(three)]), { isRaw: true })
    expect(() => made.POST).toThrow(RawPostDataException)
    expect(() => made.body).toThrow(RawPostDataException)
    const chunks: string[] = []
    for await (const chunk of made) chunks.push(text(chunk))
    expect(chunks).toEqual([three])
  })

  it('ends with an error beyond what the view takes', async () => {
    const made = request({ method: 'POST' })
    await receiveBody(made, pieces(cut('0123456789', 3)), { isRaw: true, maxBytes: 8 })
    const seen: string[] = []
    await expect(async () => {
      for await (const chunk of made) seen.push(text(chunk))
    }).rejects.toMatchObject({ name: 'RequestDataTooBig' })
    expect(seen).toEqual(['012', '345'])
  })

  it('can be iterated for other views too, once', async () => {
    const made = request({ method: 'PUT' })
    await receiveBody(made, pieces(cut('abc', 1)))
    const chunks: string[] = []
    for await (const chunk of made) chunks.push(text(chunk))
    expect(chunks).toEqual(['abc'])
    expect(() => made.body).toThrow(RawPostDataException)
  })
})

describe('a body for a view that takes only so much', () => {
  it('is refused by its Content-Length, unread', async () => {
    const source = countedPieces(cut('0123456789', 1))
    const made = request({ method: 'POST', rawHeaders: ['Content-Length', '10'] })
    expect(await receiveBody(made, source.chunks, { maxBytes: 9 })).toBe(413)
    expect(source.left()).toBe(10)
  })

  it('is refused when it turns out to be longer, and its files are gone', async () => {
    withSettings({ FILE_UPLOAD_MAX_MEMORY_SIZE: 1 })
    const paths = recordedPaths()
    const made = request({ method: 'POST', rawHeaders })
    expect(await receiveBody(made, pieces(cut(three, 10)), { maxBytes: three.length - 1 })).toBe(413)
    expect(paths.length).toBeGreaterThan(0)
    expect(paths.some(existsSync)).toBe(false)
  })
})

function quota(limit: number, connectionReset = false): UploadHandlerClass {
  let total = 0
  return class extends FileUploadHandler {
    override receiveDataChunk(rawData: Uint8Array): Uint8Array {
      total += rawData.length
      if (total > limit) throw new StopUpload({ connectionReset })
      return rawData
    }

    override fileComplete(): null {
      return null
    }
  }
}

/** The paths of the temporary files that this test makes. */
function recordedPaths(): string[] {
  const paths: string[] = []
  registerTemporaryStorage({
    create(directory) {
      const file = nodeTemporaryStorage.create(directory)
      paths.push(file.path)
      return file
    },
  })
  return paths
}

function cut(whole: string, size: number): Uint8Array[] {
  const all = bytes(whole)
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.subarray(i * size, (i + 1) * size))
}

function countedPieces(all: readonly Uint8Array[]) {
  let given = 0
  async function* chunks() {
    for (const chunk of all) {
      given++
      yield chunk
    }
  }
  return { chunks: chunks(), left: () => all.length - given }
}

function later(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 1))
}
