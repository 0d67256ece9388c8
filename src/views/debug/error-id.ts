import type { ErrorReport } from './report.js'
import type { RequestFacts } from './request.js'

/**
 * A short name for an error: the same one whenever it happens in the same function on the way of the same route, also
 * after a restart and when lines have moved. To be searched for, and to be told to others.
 */
export function errorId({ name, frames, template }: ErrorReport, { route, view }: RequestFacts): string {
  const frame = frames.find(each => each.isProject) ?? frames[0]
  const place = template ? fileName(template.file) : `${fileName(frame?.file ?? '')} ${frame?.functionName ?? ''}`
  return hash(`${name} ${place} ${route ?? ''} ${view ?? ''}`)
}

// Where a project lies differs from machine to machine.
function fileName(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)
}

/** FNV-1a, 32 bits. */
function hash(text: string): string {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return (value >>> 0).toString(16).padStart(8, '0')
}
