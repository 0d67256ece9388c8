/** A part of a body: from `start` up to and without `end`. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * The one part of `size` bytes that a Range header asks for (RFC 9110 section 14.1.2); `null` when it does not ask for
 * a single range of bytes, so that everything is sent, and `'unsatisfiable'` when there is nothing of what it asks for.
 */
export function parseByteRange(header: string, size: number): ByteRange | 'unsatisfiable' | null {
  const match = /^bytes\s*=\s*(?:(\d+)\s*)?-\s*(\d*)$/i.exec(header.trim())
  if (match === null) return null
  const [, first, last] = match
  if (first === undefined) return suffixRange(last!, size)
  const start = Number(first)
  const end = last === '' ? size : Math.min(size, Number(last) + 1)
  if (last !== '' && Number(last) < start) return null
  return start < size ? { start, end } : 'unsatisfiable'
}

function suffixRange(length: string, size: number): ByteRange | 'unsatisfiable' | null {
  if (length === '') return null
  if (Number(length) === 0 || size === 0) return 'unsatisfiable'
  return { start: Math.max(0, size - Number(length)), end: size }
}
