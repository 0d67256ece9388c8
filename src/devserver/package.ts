import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder of the installed package, wherever the build has put this code inside it. */
export const packageRoot = findPackageRoot(import.meta.dirname)

function findPackageRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findPackageRoot(dirname(folder))
}
