import { spawn } from 'node:child_process'
import { npmEnvironment, userEnvironment } from './install.js'
import { freePort, markEnvironment, RunningServer } from './server.js'

export interface BuiltOptions {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Flags of Node. */
  readonly flags?: readonly string[]
}

/** Starts `node dist/server.js`; resolves when it listens. */
export async function startBuilt(folder: string, options: BuiltOptions = {}): Promise<RunningServer> {
  const server = await spawnBuilt(folder, options)
  await server.waitForLine(/^Listening on |^\d+ workers are answering/)
  return server
}

/** The same, for one that may end at once. */
export async function spawnBuilt(folder: string, { args = [], env = {}, flags = [] }: BuiltOptions = {}) {
  const port = await freePort()
  const mark = `${process.pid}.${port}.${Date.now()}`
  const child = spawn(process.execPath, [...flags, 'dist/server.js', ...args], {
    cwd: folder,
    env: {
      ...userEnvironment(),
      ...npmEnvironment,
      PORT: String(port),
      HOST: '127.0.0.1',
      ...env,
      ...markEnvironment(mark),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  return new RunningServer(child, port, mark)
}
