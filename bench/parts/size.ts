import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Context, Report } from '../part.js'
import { npm, peerFolder, workspace } from '../peers.js'
import { type Subject, tinyDjango, tsx, vite } from '../subjects.js'
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
  const installed = [tinyDjango, tsx, vite].filter(wants).map(subject => measure(root, subject))
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

function measure(root: string, { id, title, peer }: Subject): Installed {
  if (peer !== undefined) return { id, title, ...installedIn(peerFolder(peer)) }
  const folder = installPacked(root)
  try {
    return { id, title, ...installedIn(folder) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Installs the tarball that would be published, made from `dist/` as it is, into a new folder. */
function installPacked(root: string): string {
  mkdirSync(workspace, { recursive: true })
  const folder = mkdtempSync(join(workspace, 'installed-'))
  const packed = npm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder], root)
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }]
  npm(['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error', join(folder, filename)], folder)
  return folder
}

function installedIn(folder: string): { packages: number; bytes: number } {
  const modules = join(folder, 'node_modules')
  const lock = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')) as { packages: object }
  return { packages: Object.keys(lock.packages).length, bytes: bytesIn(modules) }
}

/** The sizes of all files; a link costs nothing. */
function bytesIn(path: string): number {
  const stats = lstatSync(path)
  if (!stats.isDirectory()) return stats.isFile() ? stats.size : 0
  return readdirSync(path).reduce((sum, name) => sum + bytesIn(join(path, name)), 0)
}
