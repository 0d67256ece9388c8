import { decodePath } from '../utils/encoding.js'

/**
 * The path that a request target (`/path?query`) names. Everything that decides by the path asks here, so that nobody
 * sees another one than the rest. Nothing is normalised: `..` and `//` are as they came.
 */
export function pathOf(target: string): string {
  const queryAt = target.indexOf('?')
  return decodePath(queryAt === -1 ? target : target.slice(0, queryAt)) || '/'
}
