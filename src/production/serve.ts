import cluster from 'node:cluster'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ImproperlyConfigured } from '../conf/exceptions.js'
import { type Options, readOptions, UsageError, usage } from './options.js'
import { type Contents, makeApplication, type ProjectParts } from './project.js'
import { ProductionServer } from './server.js'
import { CollectedFiles } from './static-files.js'
import { Workers } from './workers.js'

/** The folder of collected static files beside the program. */
export const staticFolder = 'staticfiles'

/** What `node dist/server.js` does. `url`: of the program itself; `load` evaluates the project. */
export async function serve(url: string, contents: Contents, load: () => Promise<ProjectParts>): Promise<void> {
  try {
    const options = readOptions(process.argv.slice(2), process.env)
    if (options === 'help') return void process.stdout.write(usage)
    if (options.workers > 1 && cluster.isPrimary) return await runWorkers(options)
    await runServer(url, contents, load, options)
  } catch (error) {
    fail(error)
  }
}

async function runWorkers({ workers: count }: Options): Promise<void> {
  const workers = new Workers(count, say)
  for (const signal of signals) process.on(signal, () => workers.stop())
  process.exit(await workers.run())
}

async function runServer(
  url: string,
  contents: Contents,
  load: () => Promise<ProjectParts>,
  options: Options,
): Promise<void> {
  const app = makeApplication(await load())
  const folder = join(dirname(fileURLToPath(url)), staticFolder)
  const server = new ProductionServer(new CollectedFiles(app, folder, contents.staticNames), options)
  let isStopping = false
  const stop = async () => {
    // Ctrl-C reaches a worker twice: from the terminal, and from the process that started it.
    if (isStopping && cluster.isPrimary) process.exit(1)
    isStopping = true
    await server.stop()
    process.exit(0)
  }
  for (const signal of signals) process.on(signal, () => void stop())
  if (cluster.isWorker) process.on('disconnect', () => void stop())
  const address = await server.listen(options)
  if (cluster.isPrimary) say(`Listening on ${address}`)
}

const signals = ['SIGINT', 'SIGTERM'] as const

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

function fail(error: unknown): void {
  process.exitCode = 1
  if (error instanceof UsageError) {
    say(`${error.message}\n\n${usage}`)
    process.exitCode = 2
  } else if (error instanceof ImproperlyConfigured) say(`ImproperlyConfigured: ${error.message}`)
  else if (isListenError(error)) say(`Error: ${listenProblem(error)}`)
  else console.error(error)
  if (cluster.isWorker) process.disconnect()
}

type ListenError = NodeJS.ErrnoException & { readonly port: number; readonly address: string }

function isListenError(error: unknown): error is ListenError {
  return error instanceof Error && ['listen', 'bind'].includes((error as NodeJS.ErrnoException).syscall ?? '')
}

function listenProblem({ code, port, address, message }: ListenError): string {
  if (code === 'EADDRINUSE') return `Port ${port} of ${address} is already in use. Name another: PORT=8001`
  if (code === 'EACCES') return `You don't have permission to access port ${port}. Name one above 1023: PORT=8000`
  return message
}
