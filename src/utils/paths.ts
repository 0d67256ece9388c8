/** The path without `.`, `..` and doubled slashes, as Python's `posixpath.normpath`: two slashes in front stay. */
export function normpath(path: string): string {
  if (path === '') return '.'
  const [slashes] = /^\/*/.exec(path)!
  const lead = slashes.length === 2 ? '//' : slashes.length > 0 ? '/' : ''
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    const goesUp = part === '..' && parts.length > 0 && parts.at(-1) !== '..'
    if (goesUp) parts.pop()
    else if (part !== '..' || lead === '') parts.push(part)
  }
  return lead + parts.join('/') || '.'
}

/** Paths one below the other; one that begins with a slash stands alone. Python: `posixpath.join`. */
export function joinpath(base: string, ...paths: readonly string[]): string {
  return paths.reduce((joined, path) => {
    if (path.startsWith('/') || joined === '') return path
    return joined.endsWith('/') ? joined + path : `${joined}/${path}`
  }, base)
}

/** The folder of a path and its last part. Python: `posixpath.split`. */
export function splitpath(path: string): [folder: string, name: string] {
  const at = path.lastIndexOf('/') + 1
  const folder = path.slice(0, at)
  return [/^\/*$/.test(folder) ? folder : folder.replace(/\/+$/, ''), path.slice(at)]
}

/** Whether an absolute path is a folder or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
}
