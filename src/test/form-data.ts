import { settings } from '../conf/settings.js'
import { concatBytes, toBytes } from '../http/content.js'
import type { QueryDict } from '../http/querydict.js'
import { SimpleUploadedFile } from '../http/uploaded-file.js'
import { MultiValueDict } from '../utils/datastructures.js'
import { guessType } from '../utils/mime-types.js'

/** A file for a form: an uploaded file, a `File`, a `Blob`, or anything that reads itself. */
export interface ReadableFile {
  read(): Uint8Array | string
  readonly name?: unknown
  readonly contentType?: string
}

/** One value of a form. */
export type FormValue = string | number | bigint | boolean | ReadableFile | Blob

/** The fields of a form, a list for those that have several values. */
export type FormFields =
  | Readonly<Record<string, FormValue | Iterable<FormValue>>>
  | ReadonlyMap<string, FormValue | Iterable<FormValue>>
  | FormData
  | URLSearchParams
  | QueryDict

export const BOUNDARY = 'BoUnDaRyStRiNg'
export const MULTIPART_CONTENT = `multipart/form-data; boundary=${BOUNDARY}`

/**
 * A form as `multipart/form-data`. Throws TypeError for `null` and `undefined`, and for a `Blob`, which cannot be read at
 * once (`Client` reads it before). Django: `django.test.client.encode_multipart`.
 */
export function encodeMultipart(boundary: string, data: FormFields): Uint8Array {
  const lines: (string | Uint8Array)[] = []
  for (const [key, value] of pairsOf(data)) {
    if (value === null || value === undefined) throw cannotEncode(key, value)
    lines.push(...(isFile(value) ? encodeFile(boundary, key, value) : encodeField(boundary, key, value)))
  }
  lines.push(`--${boundary}--`, '')
  return joinLines(lines)
}

/** One file of such a form, line by line. Django: `django.test.client.encode_file`. */
export function encodeFile(boundary: string, key: string, file: ReadableFile): (string | Uint8Array)[] {
  const name = typeof file.name === 'string' ? file.name.slice(file.name.lastIndexOf('/') + 1) : ''
  const contentType = file.contentType ?? (name === '' ? null : guessType(name).type)
  return [
    `--${boundary}`,
    `Content-Disposition: form-data; name="${key}"; filename="${name || key}"`,
    `Content-Type: ${contentType ?? 'application/octet-stream'}`,
    '',
    file.read(),
  ]
}

/** The same fields with what `Blob`s and `File`s hold read. */
export async function withBlobsRead(data: FormFields): Promise<FormFields> {
  const fields = new Map<string, FormValue[]>()
  for (const [key, value] of pairsOf(data)) {
    const read = value instanceof Blob ? await readBlob(key, value) : (value as FormValue)
    fields.set(key, [...(fields.get(key) ?? []), read])
  }
  return fields
}

/** Whether some field is a `Blob`. */
export function hasBlobs(data: FormFields): boolean {
  for (const [, value] of pairsOf(data)) if (value instanceof Blob) return true
  return false
}

async function readBlob(key: string, blob: Blob): Promise<SimpleUploadedFile> {
  const { name = '' } = blob as Partial<File>
  return new SimpleUploadedFile(name || key, new Uint8Array(await blob.arrayBuffer()), blob.type || undefined)
}

function* pairsOf(data: FormFields): Iterable<[string, unknown]> {
  for (const [key, value] of entriesOf(data)) {
    if (!isList(value)) yield [key, value]
    else for (const each of value) yield [key, each]
  }
}

function entriesOf(data: FormFields): Iterable<[string, unknown]> {
  if (data instanceof MultiValueDict) return data.lists()
  return Symbol.iterator in data ? (data as Iterable<[string, unknown]>) : Object.entries(data)
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value && !isFile(value)
}

function isFile(value: unknown): value is ReadableFile {
  return typeof (value as Partial<ReadableFile> | null)?.read === 'function'
}

function encodeField(boundary: string, key: string, value: unknown): string[] {
  if (value instanceof Blob) {
    throw new TypeError(`The Blob '${key}' cannot be read at once here: give a SimpleUploadedFile, or use Client.`)
  }
  return [`--${boundary}`, `Content-Disposition: form-data; name="${key}"`, '', String(value)]
}

function joinLines(lines: readonly (string | Uint8Array)[]): Uint8Array {
  const end = toBytes('\r\n', 'ascii')
  const parts = lines.flatMap(line => [typeof line === 'string' ? toBytes(line, settings.DEFAULT_CHARSET) : line, end])
  return concatBytes(parts.slice(0, -1))
}

function cannotEncode(key: string, value: null | undefined): TypeError {
  return new TypeError(
    `Cannot encode ${value} for key '${key}' as POST data. Did you mean to pass an empty string or omit the value?`,
  )
}
