import { join } from 'node:path'
import { packedFolder, peerFolder, workspace } from './installs.js'

/** One server under test. */
export interface Subject {
  readonly id: string
  readonly title: string
  /** Folder in `fixtures/` with the project that it serves. */
  readonly fixture: string
  /** The file that holds the text of the view. */
  readonly view: string
  /** The file that imports the others in a project of many; `view` unless it is another. */
  readonly entry?: string
  /** The folder, with its packages installed, in which projects are made. */
  home(root: string): string
  /** The arguments for `node` that serve `project` on `port`, which is in the environment as PORT as well. */
  command(place: Place): readonly string[]
}

export interface Place {
  readonly home: string
  readonly project: string
  readonly port: number
}

export const bare: Subject = {
  id: 'bare',
  title: 'bare node server.js',
  fixture: 'bare',
  view: 'server.js',
  home: () => workspace,
  command: () => ['server.js'],
}

export const floor: Subject = {
  id: 'floor',
  title: 'empty front, empty app',
  fixture: 'floor',
  view: 'server.js',
  home: () => workspace,
  command: () => ['server.js'],
}

export const tinyDjango: Subject = {
  id: 'tiny-django',
  title: 'tiny-django',
  fixture: 'tiny-django',
  view: 'views.ts',
  home: packedFolder,
  command: ({ home, project, port }) => [
    join(home, 'node_modules/tiny-django/bin/tiny-django.js'),
    ...['runserver', project, String(port)],
  ],
}

export const nodeWatch: Subject = {
  id: 'node-watch',
  title: 'node --watch',
  fixture: 'bare',
  view: 'server.js',
  home: () => workspace,
  command: () => ['--watch', 'server.js'],
}

export const tsx: Subject = {
  id: 'tsx',
  title: 'tsx watch + Hono',
  fixture: 'hono-tsx',
  view: 'server.ts',
  home: () => peerFolder('hono-tsx'),
  command: ({ home }) => [join(home, 'node_modules/tsx/dist/cli.mjs'), 'watch', 'server.ts'],
}

export const vite: Subject = {
  id: 'vite',
  title: 'Vite + Hono',
  fixture: 'hono-vite',
  view: 'src/index.ts',
  home: () => peerFolder('hono-vite'),
  command: ({ home, port }) => [
    join(home, 'node_modules/vite/bin/vite.js'),
    ...['--host', '127.0.0.1', '--port', String(port), '--strictPort'],
  ],
}

/** Those that notice a saved file. */
export const reloading: readonly Subject[] = [tinyDjango, nodeWatch, tsx, vite]
