import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { RunServerOptions } from '../../devserver/options.js'
import { CommandError } from '../../management/exceptions.js'
import { looksLikeAddress, parseAddress } from '../address.js'
import { UsageError } from '../errors.js'
import type { Invocation } from '../invocation.js'
import { isFolder, projectRoot } from '../project.js'

export interface RunServerArguments {
  /** At most one address and one folder, in either order. */
  readonly positional: readonly string[]
  readonly ipv6?: boolean
  readonly reload: boolean
  readonly static: boolean
  readonly skipChecks?: boolean
  readonly settings?: string
  readonly open?: boolean
  readonly allowHost?: readonly string[]
  readonly poll?: boolean
  readonly https?: readonly [cert: string, key: string]
  readonly inspect?: string | boolean
  readonly typecheck?: boolean
}

/** Serves a project until it is told to stop. Django: "runserver". */
export async function runserver(args: RunServerArguments, invocation: Invocation): Promise<number> {
  return invocation.devServer.runDevServer(serverOptions(args, invocation))
}

export function runserverCommand(program: Command, invocation: Invocation): void {
  program
    .command('runserver')
    .summary('serve the project, and reload it when it changes')
    .description(
      'Serves the project for development and reloads it when a file changes.\n' +
        'Listens on 127.0.0.1 and [::1], port 8000, unless an address is given.',
    )
    .usage('[addrport] [folder] [options]')
    .argument('[addrport]', 'port, or address:port: 8001, 0:8000, [::1]:8000')
    .argument('[folder]', "the project's folder; without one, it is looked for from here upwards")
    .option('-6, --ipv6', 'use an IPv6 address')
    .option('--noreload', 'do not watch for changes')
    .option('--nostatic', 'do not serve static files')
    .option('--skip-checks', 'skip the system checks')
    .option('--settings <file>', 'the settings file, instead of settings.ts')
    .option('--open', 'open the page in the browser')
    .option('--https <files...>', 'serve HTTPS, with a certificate and its key (PEM)')
    .option('--inspect [address]', 'let a debugger attach, through reloads; 127.0.0.1:9229 unless told')
    .option('--typecheck', "report what the project's TypeScript finds wrong, too")
    .option('--allow-host <name>', 'accept requests for this host as well (repeatable)', collect)
    .option('--poll', 'poll for changes, where the file system sends no events (network drives)')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  tiny-django runserver              127.0.0.1 and [::1], port 8000\n' +
        '  tiny-django runserver 8001         the same, port 8001\n' +
        '  tiny-django runserver 0:8000       every IPv4 address of this machine\n' +
        '  tiny-django runserver [::1]:8000   only this address\n' +
        '  tiny-django runserver mysite       the project in this folder\n' +
        '\nWith --json each line is an event for a program: "ready" with the urls,\n' +
        '"request", "live" (the project answers, at first or again), "error",\n' +
        '"warning", and "output" (what the project prints).',
    )
    .action(async (first?: string, second?: string, options: ParsedOptions = {}) => {
      const positional = [first, second].filter(each => each !== undefined)
      const { noreload, nostatic, ...others } = options
      const args = { ...others, positional, reload: !noreload, static: !nostatic }
      invocation.exitCode = await runserver(args, invocation)
    })
}

type ParsedOptions = Omit<Partial<RunServerArguments>, 'positional' | 'reload' | 'static'> & {
  readonly noreload?: boolean
  readonly nostatic?: boolean
}

function collect(name: string, names: readonly string[] = []): readonly string[] {
  return [...names, name]
}

function serverOptions(args: RunServerArguments, { cwd, terminal, verbosity, json }: Invocation): RunServerOptions {
  const { addrport, folder } = tellApart(args.positional, cwd)
  return {
    root: projectRoot(folder, cwd),
    address: parseAddress(addrport, args.ipv6 === true),
    allowHosts: args.allowHost ?? [],
    ...(args.settings === undefined ? {} : { settings: args.settings }),
    reload: args.reload,
    static: args.static,
    skipChecks: args.skipChecks === true,
    open: args.open === true,
    poll: args.poll === true,
    typecheck: args.typecheck === true,
    ...httpsFiles(args.https, cwd),
    ...inspectAddress(args.inspect),
    verbosity,
    color: terminal.color,
    json,
  }
}

function httpsFiles(files: readonly string[] | undefined, cwd: string): Pick<RunServerOptions, 'https'> {
  if (files === undefined) return {}
  const [cert, key, surplus] = files
  if (cert === undefined || key === undefined || surplus !== undefined) {
    throw new UsageError('--https takes two files: the certificate and its key.', 'tiny-django runserver')
  }
  return { https: usable({ cert: readPem(cert, cwd), key: readPem(key, cwd) }) }
}

function usable(pair: { cert: string; key: string }): { cert: string; key: string } {
  try {
    process.getBuiltinModule('node:tls').createSecureContext(pair)
    return pair
  } catch (error) {
    throw new CommandError(`--https: the two files are no certificate and its key: ${(error as Error).message}`)
  }
}

function readPem(file: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, file), 'utf8')
  } catch (error) {
    throw new CommandError(`--https: ${file} cannot be read: ${(error as Error).message}`)
  }
}

const debuggerHost = '127.0.0.1'
const debuggerPort = 9229

/** `--inspect`, `--inspect 9230`, `--inspect 0.0.0.0:9229`. */
function inspectAddress(asked: string | boolean | undefined): Pick<RunServerOptions, 'inspect'> {
  if (asked === undefined || asked === false) return {}
  if (asked === true) return { inspect: { host: debuggerHost, port: debuggerPort } }
  const [, host = debuggerHost, port] = /^(?:(.+):)?(\d{1,5})$/.exec(asked) ?? []
  if (port === undefined || Number(port) > 65535) {
    throw new UsageError(`"${asked}" is not a port or address:port to let a debugger attach.`, 'tiny-django runserver')
  }
  return { inspect: { host: host.replace(/^\[|\]$/g, ''), port: Number(port) } }
}

interface Positional {
  readonly addrport?: string
  readonly folder?: string
}

/** `8001`, `mysite`, `8001 mysite`, `mysite 8001`. What reads as an address is one, even beside a folder called so. */
function tellApart(positional: readonly string[], cwd: string): Positional {
  const addrport = positional.find(looksLikeAddress) ?? positional.find(each => !isFolder(each, cwd))
  const [folder, surplus] = positional.filter(each => each !== addrport)
  if (surplus !== undefined) throw new UsageError('one project folder at a time.', 'tiny-django runserver')
  return { addrport, folder }
}
