import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Context, Report } from '../part.js'
import { tinyDjango, tsx, vite } from '../subjects.js'
import { formatTable, megabytes, ratio } from '../table.js'

interface Installed {
  readonly id: string
  readonly title: string
  readonly packages: number
  readonly bytes: number
}

/** What lies on the disk once a subject is installed. */
export async function size({ root, wants, progress }: Context): Promise<Report> {
  progress('size, installing')
  const installed: Installed[] = [tinyDjango, tsx, vite]
    .filter(wants)
    .map(({ id, title, home }) => ({ id, title, ...installedIn(home(root)) }))
  const own = installed.find(({ id }) => id === tinyDjango.id)
  return {
    heading: 'Size: installed',
    text: formatTable(
      ['', 'packages', 'MB', 'tiny-django = 1'],
      installed.map(({ title, packages, bytes }) => [title, `${packages}`, megabytes(bytes), ratio(bytes, own?.bytes)]),
    ),
    data: installed,
    goals: [],
  }
}

function installedIn(folder: string): { packages: number; bytes: number } {
  const modules = join(folder, 'node_modules')
  const lock = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')) as { packages: object }
  return { packages: Object.keys(lock.packages).length, bytes: bytesIn(modules) }
}

/** The sizes of all files. What hangs in two places, as the esbuild program may, lies on the disk once. */
function bytesIn(path: string, seen = new Set<number>()): number {
  const stats = lstatSync(path)
  if (stats.isDirectory()) return readdirSync(path).reduce((sum, name) => sum + bytesIn(join(path, name), seen), 0)
  if (!stats.isFile() || seen.has(stats.ino)) return 0
  seen.add(stats.ino)
  return stats.size
}
