import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pinned from './peers.json' with { type: 'json' }

export type Peer = keyof typeof pinned

/** Where packages are installed and projects are made: outside the checkout, whose packages they must not find. */
export const workspace = join(tmpdir(), 'tiny-django-bench-peers')

/** The folder with the `node_modules` of `peer`, installed once per set of versions. */
export function peerFolder(peer: Peer): string {
  const folder = join(workspace, peer)
  const wanted = JSON.stringify({ private: true, type: 'module', dependencies: pinned[peer] })
  if (manifestOf(folder) !== wanted) installPeer(folder, wanted)
  return folder
}

function manifestOf(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, 'package.json'), 'utf8')
  } catch {
    return undefined
  }
}

// In a folder beside it that is renamed at the end: what stands at its place is whole.
function installPeer(folder: string, manifest: string): void {
  const unfinished = `${folder}.${process.pid}`
  mkdirSync(unfinished, { recursive: true })
  writeFileSync(join(unfinished, 'package.json'), manifest)
  install(unfinished)
  // npm may write the manifest in its own layout; the exact text is what says that these versions are installed.
  writeFileSync(join(unfinished, 'package.json'), manifest)
  rmSync(folder, { recursive: true, force: true })
  renameSync(unfinished, folder)
}

let ownFolder: string | null = null

/**
 * The folder with the `node_modules` of tiny-django as a user gets it: the tarball that would be published, made from
 * `dist/` as it is. Once per run; a build in the meantime does not disturb.
 */
export function packedFolder(root: string): string {
  ownFolder ??= installPacked(root)
  return ownFolder
}

export function removePacked(): void {
  if (ownFolder !== null) rmSync(ownFolder, { recursive: true, force: true, maxRetries: 3 })
  ownFolder = null
}

function installPacked(root: string): string {
  mkdirSync(workspace, { recursive: true })
  const folder = mkdtempSync(join(workspace, 'tiny-django-'))
  const packed = npm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder], root)
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }]
  // With a manifest, or npm would look for one further up and install there.
  const manifest = { private: true, type: 'module', dependencies: { 'tiny-django': `file:${filename}` } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  install(folder)
  return folder
}

function install(folder: string): void {
  npm(['install', '--no-audit', '--no-fund', '--loglevel=error'], folder)
}

/** Runs npm and returns what it printed to stdout. */
function npm(args: readonly string[], cwd: string): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
}
