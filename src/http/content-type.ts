import { parseHeaderParameters } from '../utils/http.js'
import { MultiPartParserError } from './exceptions.js'

/**
 * The boundary that the Content-Type of a form names. Throws MultiPartParserError when it names none that could be one
 * (RFC 2046 section 5.1.1). `parameters` are those of that header, where they are known.
 */
export function boundaryOf(contentType: string, parameters?: ReadonlyMap<string, string> | null): string {
  if (!contentType.startsWith('multipart/')) throw new MultiPartParserError(`Invalid Content-Type: ${contentType}`)
  if (/[^\0-\x7f]/.test(contentType)) {
    throw new MultiPartParserError(`Invalid non-ASCII Content-Type in multipart: ${contentType}`)
  }
  const boundary = (parameters ?? parseHeaderParameters(contentType)[1]).get('boundary')
  if (boundary === undefined || !/^[ -~]{0,200}[!-~]$/.test(boundary)) {
    throw new MultiPartParserError(`Invalid boundary in multipart: ${boundary ?? 'None'}`)
  }
  return boundary
}
