import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pinned from './peers.json' with { type: 'json' }

export type Peer = keyof typeof pinned

/** Where peers are installed and projects are made: outside the checkout, whose packages they must not find. */
export const workspace = join(tmpdir(), 'tiny-django-bench-peers')

/** The folder that holds the `node_modules` of `peer`, installed once per set of versions. */
export function peerFolder(peer: Peer): string {
  const folder = join(workspace, peer)
  const wanted = JSON.stringify({ private: true, type: 'module', dependencies: pinned[peer] })
  if (manifestOf(folder) !== wanted) install(folder, wanted)
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
function install(folder: string, manifest: string): void {
  const unfinished = `${folder}.${process.pid}`
  mkdirSync(unfinished, { recursive: true })
  writeFileSync(join(unfinished, 'package.json'), manifest)
  npm(['install', '--no-audit', '--no-fund', '--loglevel=error'], unfinished)
  // npm writes the manifest again in its own layout; the exact text is what says that these versions are installed.
  writeFileSync(join(unfinished, 'package.json'), manifest)
  rmSync(folder, { recursive: true, force: true })
  renameSync(unfinished, folder)
}

/** Runs npm and returns what it printed to stdout. */
export function npm(args: readonly string[], cwd: string): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
}
