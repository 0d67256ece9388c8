import { sanitizeFileName } from '../../../src/http/file-name.js'
import {
  defaultUploadHandlers,
  FileUploadHandler,
  HttpRequest,
  SimpleUploadedFile,
  type UploadedFile,
  type UploadHandlerClass,
} from '../../../src/http/index.js'
import { receiveBody } from '../../../src/http/receive.js'
import type { Family, Input } from '../family.js'
import { decode } from '../values.js'
import '../../../src/adapters/node.js' // it has the temporary files

export const multipart: Family = {
  name: 'multipart',
  operations: {
    case: upload,
    sanitize_file_name: ({ name }) => ({ value: sanitizeFileName(decode(name) as string) }),
    'UploadedFile.name': ({ name }) => ({ value: new SimpleUploadedFile(decode(name) as string, '').name }),
  },
}

async function upload(input: Input): Promise<unknown> {
  const body = decode(input.body) as Uint8Array
  const length = input.content_length === undefined ? String(body.length) : (input.content_length as string | null)
  const request = new HttpRequest({
    method: String(input.method ?? 'POST'),
    target: '/',
    rawHeaders: [
      ...['Content-Type', decode(input.content_type) as string],
      ...(length === null ? [] : ['Content-Length', length]),
    ],
  })
  if (input.encoding !== undefined) request.encoding = input.encoding as string
  // A server sees a body only where a Content-Length says that there is one.
  await receiveBody(request, once(length === null ? new Uint8Array(0) : body), { handlers: handlersOf(input) })
  try {
    if (input.read_body_first) void request.body
    return { POST: request.POST, FILES: [...request.FILES.lists()].map(([key, files]) => [key, files.map(factsOf)]) }
  } finally {
    request.close()
  }
}

function handlersOf({ chunk_size }: Input): readonly UploadHandlerClass[] {
  return chunk_size === undefined ? defaultUploadHandlers : [chunked(chunk_size as number), ...defaultUploadHandlers]
}

// A handler that wants pieces of one size and hands them on.
function chunked(size: number): UploadHandlerClass {
  return class extends FileUploadHandler {
    override chunkSize = size

    override receiveDataChunk(rawData: Uint8Array): Uint8Array {
      return rawData
    }

    override fileComplete(): null {
      return null
    }
  }
}

function factsOf(file: UploadedFile): unknown {
  return {
    name: file.name,
    content_type: file.contentType,
    size: file.size,
    charset: file.charset === null ? null : toBytes(file.charset),
    content_type_extra: [...file.contentTypeExtra].map(([name, value]) => [name, toBytes(value)]),
    class: file.constructor.name,
    content: file.read(),
  }
}

// Django keeps the parameters of a part's Content-Type as bytes.
function toBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
