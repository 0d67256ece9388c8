import { join } from 'node:path'
import { type Peer, peerFolder } from './peers.js'

/** One server under test. */
export interface Subject {
  readonly id: string
  readonly title: string
  /** Folder in `fixtures/` with the project that it serves. */
  readonly fixture: string
  /** What has to be installed for it. */
  readonly peer?: Peer
  /** The file that holds the text of the view. */
  readonly view: string
  /** The arguments for `node` that serve `project` on `port`, which is in the environment as PORT as well. */
  command(place: Place): readonly string[]
}

export interface Place {
  /** The checkout of tiny-django. */
  readonly root: string
  readonly project: string
  readonly port: number
}

export const bare: Subject = {
  id: 'bare',
  title: 'bare node server.js',
  fixture: 'bare',
  view: 'server.js',
  command: () => ['server.js'],
}

export const floor: Subject = {
  id: 'floor',
  title: 'empty front, empty app',
  fixture: 'floor',
  view: 'server.js',
  command: () => ['server.js'],
}

export const tinyDjango: Subject = {
  id: 'tiny-django',
  title: 'tiny-django',
  fixture: 'tiny-django',
  view: 'views.ts',
  command: ({ root, project, port }) => [join(root, 'bin/tiny-django.js'), 'runserver', project, String(port)],
}

export const nodeWatch: Subject = {
  id: 'node-watch',
  title: 'node --watch',
  fixture: 'bare',
  view: 'server.js',
  command: () => ['--watch', 'server.js'],
}

export const tsx: Subject = {
  id: 'tsx',
  title: 'tsx watch + Hono',
  fixture: 'hono-tsx',
  peer: 'hono-tsx',
  view: 'server.ts',
  command: () => [join(peerFolder('hono-tsx'), 'node_modules/tsx/dist/cli.mjs'), 'watch', 'server.ts'],
}

export const vite: Subject = {
  id: 'vite',
  title: 'Vite + Hono',
  fixture: 'hono-vite',
  peer: 'hono-vite',
  view: 'src/index.ts',
  command: ({ port }) => [
    join(peerFolder('hono-vite'), 'node_modules/vite/bin/vite.js'),
    ...['--host', '127.0.0.1', '--port', String(port), '--strictPort'],
  ],
}

/** Those that notice a saved file. */
export const reloading: readonly Subject[] = [tinyDjango, nodeWatch, tsx, vite]
