import { execFile } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { isMainThread } from 'node:worker_threads'
import { packageRoot } from '../../../src/devserver/package.js'

const run = promisify(execFile)

/** npm without what depends on the machine or the day. */
export const npmEnvironment = {
  npm_config_update_notifier: 'false',
  npm_config_fund: 'false',
  npm_config_audit: 'false',
  npm_config_loglevel: 'error',
}

/** Without what npm and vitest put there, which a user's shell does not have. */
export function userEnvironment(): NodeJS.ProcessEnv {
  const ours =
    /^(npm_|VITEST|INIT_CWD$|NODE_ENV$|TEST$|DEV$|PROD$|MODE$|SSR$|BASE_URL$|FORCE_COLOR$|NO_COLOR$|NODE_OPTIONS$)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)))
}

/** A folder in which the packed tarball was installed, as a stranger would have it. */
export interface Installed {
  readonly folder: string
  readonly tarball: string
  /** What `npx` would run. */
  readonly bin: string
}

const prefix = 'tiny-django-e2e-install-'
// Test files run in processes of their own; what they share is the one that started them.
const runId = isMainThread ? process.ppid : process.pid
const shared = join(tmpdir(), `${prefix}${runId}`)
const done = join(shared, 'done.json')

let installed: Promise<Installed> | undefined

/**
 * The package, packed and installed once in a run of the tests: whichever file asks first does it, the others wait.
 * `TINY_DJANGO_TARBALL` names a tarball to use instead.
 */
export function installTarball(): Promise<Installed> {
  installed ??= isFirst() ? install() : installedByAnother()
  return installed
}

function isFirst(): boolean {
  removeLeftovers()
  try {
    mkdirSync(shared)
    return true
  } catch {
    return false
  }
}

async function install(): Promise<Installed> {
  chmodSync(shared, 0o755)
  try {
    const outcome = await packAndInstall()
    tellOthers(outcome)
    return outcome
  } catch (error) {
    tellOthers({ error: String(error) })
    throw error
  }
}

async function packAndInstall(): Promise<Installed> {
  const tarball = process.env.TINY_DJANGO_TARBALL ?? (await pack())
  const folder = join(shared, 'user')
  mkdirSync(folder)
  // Without a prefix npm would take a package.json or node_modules that lies further up for the user's own.
  await npm(['install', tarball, '--prefix', folder], folder)
  return { folder, tarball, bin: join(folder, 'node_modules', 'tiny-django', 'bin', 'tiny-django.js') }
}

async function pack(): Promise<string> {
  if (!existsSync(join(packageRoot, 'dist', 'cli', 'main.cjs'))) throw new Error('Run "npm run build" first.')
  const printed = await npm(['pack', '--ignore-scripts', '--silent', '--pack-destination', shared], packageRoot)
  return join(shared, printed.trim())
}

async function npm(args: readonly string[], cwd: string): Promise<string> {
  return (await run('npm', [...args], { cwd, env: { ...userEnvironment(), ...npmEnvironment } })).stdout
}

function tellOthers(outcome: Installed | { error: string }): void {
  writeFileSync(`${done}.part`, JSON.stringify(outcome))
  renameSync(`${done}.part`, done)
}

async function installedByAnother(): Promise<Installed> {
  await new Promise<void>(resolve => {
    const watcher = watch(shared, () => look())
    const look = () => {
      if (!existsSync(done)) return
      watcher.close()
      resolve()
    }
    look()
  })
  const outcome = JSON.parse(readFileSync(done, 'utf8')) as Installed | { error: string }
  if ('error' in outcome) throw new Error(outcome.error)
  return outcome
}

// No test file can know that it is the last of a run, so the next run clears up.
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir()).filter(each => each.startsWith(prefix))) {
    if (!isAlive(Number(name.slice(prefix.length)))) rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
