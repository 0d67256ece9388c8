import { guessType } from '../utils/mime-types.js'
import { isBytes, toBytes } from './content.js'
import { type OpenFile, openFile, openHandle } from './files.js'
import type { StreamingContent } from './response-base.js'

/**
 * A file that is read piece by piece, from where it stands: what Django takes for a file-like object. An UploadedFile
 * is one.
 */
export interface FileLike {
  /** At most `size` bytes; none at the end. */
  read(size: number): Uint8Array
  /** The path it was opened by: the last part of it names the file. */
  readonly name?: unknown
  /** Bytes in all, if that is known. */
  readonly size?: number
  /** Where it stands. */
  tell?(): number
  /** Goes to a byte, counted from the beginning. */
  seek?(offset: number): unknown
  /** Called once, when the response is over. */
  close?(): unknown
}

/** What a FileResponse can be made of: the path of a file, its bytes, a Blob or File, an open file, or a stream of its bytes. */
export type FileSource = string | ArrayBufferView | ArrayBuffer | Blob | FileLike | FileHandle | StreamingContent

/** Node's `fs.promises.FileHandle`, as far as it matters here. */
export interface FileHandle {
  /** The system's number of the open file. */
  readonly fd: number
  /** Called once, when the response is over. */
  close(): unknown
}

/** What a FileResponse knows of its file. */
export interface FileContent {
  /** `''` when it has none. */
  readonly name: string
  /** Bytes; `undefined` when nobody knows before they are read. */
  readonly size: number | undefined
  /** Whether `read` may be asked for a part. */
  readonly hasParts: boolean
  /** The bytes from `start` up to and without `end`. Called at most once; nothing is read before the first is asked for. */
  read(start: number, end: number): StreamingContent
  close?(): unknown
}

/** Finds out what `source` is. In memory and from a FileLike, `blockSize` bytes are sent at once. */
export function describeFile(source: FileSource, blockSize: number): FileContent {
  if (typeof source === 'string') return describeOpen(openFile(source), source)
  if (isBytes(source)) return describeBytes(toBytes(source, 'utf-8'), blockSize)
  if (source instanceof Blob) return describeBlob(source, blockSize)
  if (isFileLike(source)) return describeFileLike(source, blockSize)
  if (isHandle(source)) return describeOpen(openHandle(source), '')
  return { name: nameOf(source), size: undefined, hasParts: false, read: () => source }
}

/** The Content-Type that a file's name speaks of. */
export function contentTypeOf(name: string): string {
  const { type, encoding } = guessType(name)
  return (encoding === null ? type : packedTypes[encoding]) ?? 'application/octet-stream'
}

// The encoding is not sent as such, or browsers would unpack what the user wanted packed.
const packedTypes: Readonly<Record<string, string>> = {
  br: 'application/x-brotli',
  bzip2: 'application/x-bzip',
  compress: 'application/x-compress',
  gzip: 'application/gzip',
  xz: 'application/x-xz',
}

function describeOpen(opened: OpenFile, name: string): FileContent {
  return {
    name,
    size: opened.size,
    hasParts: true,
    read: (start, end) => lazily(() => opened.stream(start, end)),
    close: () => opened.close(),
  }
}

// A stream that is begun and never read would hold its file.
async function* lazily(open: () => Iterable<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* open()
}

function describeBytes(bytes: Uint8Array, blockSize: number): FileContent {
  return {
    name: '',
    size: bytes.length,
    hasParts: true,
    read: (start, end) => blocks(bytes.subarray(start, end), blockSize),
  }
}

function describeBlob(blob: Blob, blockSize: number): FileContent {
  return {
    name: nameOf(blob),
    size: blob.size,
    hasParts: true,
    read: (start, end) => blobBlocks(blob.slice(start, end), blockSize),
  }
}

function* blocks(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

async function* blobBlocks(blob: Blob, size: number): AsyncGenerator<Uint8Array> {
  const reader = blob.stream().getReader()
  try {
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read())
      yield* blocks(value!, size)
  } finally {
    await reader.cancel()
  }
}

function isFileLike(source: object): source is FileLike {
  const { read, seek, tell } = source as { read?: unknown; seek?: unknown; tell?: unknown }
  if (typeof read !== 'function' || isHandle(source)) return false
  // Node's streams have a `read` too, of another kind; an UploadedFile can be iterated, line by line.
  return typeof seek === 'function' || typeof tell === 'function' || !isIterable(source)
}

function describeFileLike(file: FileLike, blockSize: number): FileContent {
  const start = file.tell?.() ?? 0
  return {
    name: nameOf(file),
    size: sizeOfFileLike(file, start, blockSize),
    hasParts: file.seek !== undefined,
    read: (from, to) => fileBlocks(file, start + from, to - from, blockSize),
    ...(file.close === undefined ? {} : { close: () => file.close?.() }),
  }
}

function sizeOfFileLike(file: FileLike, start: number, blockSize: number): number | undefined {
  if (file.size !== undefined && (file.tell !== undefined || file.seek !== undefined)) return file.size - start
  if (file.seek === undefined) return undefined
  let size = 0
  for (let block = file.read(blockSize); block.length > 0; block = file.read(blockSize)) size += block.length
  file.seek(start)
  return size
}

function* fileBlocks(file: FileLike, start: number, length: number, size: number): Generator<Uint8Array> {
  file.seek?.(start)
  for (let left = length; left > 0; ) {
    const block = file.read(Math.min(size, left))
    if (block.length === 0) return
    left -= block.length
    yield block
  }
}

function isHandle(source: object): source is FileHandle {
  return typeof (source as { fd?: unknown }).fd === 'number' && !isIterable(source)
}

function isIterable(source: object): boolean {
  return Symbol.iterator in source || Symbol.asyncIterator in source
}

// A File has a name, and Node's file streams have a path.
function nameOf(file: object): string {
  const { name, path } = file as { name?: unknown; path?: unknown }
  if (typeof name === 'string') return name
  return typeof path === 'string' ? path : ''
}
