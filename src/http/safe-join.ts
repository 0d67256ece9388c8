import { isWithin, joinpath } from '../utils/paths.js'
import { SuspiciousFileOperation } from './exceptions.js'
import { absolutePath } from './files.js'

/**
 * The absolute path of something below `base`. Throws SuspiciousFileOperation for what would lie elsewhere. Links are
 * not followed. Django: `django.utils._os.safe_join`.
 */
export function safeJoin(base: string, ...paths: readonly string[]): string {
  const basePath = absolutePath(base)
  const finalPath = absolutePath(joinpath(basePath, ...paths))
  if (isWithin(finalPath, basePath)) return finalPath
  throw new SuspiciousFileOperation(
    `The joined path (${finalPath}) is located outside of the base path component (${basePath})`,
  )
}
