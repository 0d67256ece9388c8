import { relative, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Command, Option } from 'commander'
import type { BuildOptions, Built } from '../../build/build.js'
import type { ProjectReport } from '../../devserver/index.js'
import { findEntry } from '../../devserver/layout.js'
import { packageRoot } from '../../devserver/package.js'
import { isSerious, problemCount, problemList } from '../../devserver/problems.js'
import { CommandError } from '../../management/exceptions.js'
import type { Invocation } from '../invocation.js'
import { projectRoot } from '../project.js'

export interface BuildArguments {
  readonly folder?: string
  readonly target: 'node' | 'fetch'
  /** The folder that is written; relative to where the command is typed. */
  readonly out?: string
  /** The settings file, instead of `settings.ts`. */
  readonly settings?: string
}

type Description = Extract<ProjectReport, { ok: true }>

/** Makes a folder of the project that runs without it. There is no such command in Django. */
export async function build(args: BuildArguments, invocation: Invocation): Promise<number> {
  const root = projectRoot(args.folder, invocation.cwd)
  const entry = entryOf(root, args.settings)
  const { defaultIgnorePatterns: ignore } = await import('../../contrib/staticfiles/list.js')
  const question = { problems: { deploy: true, templates: true }, collect: { ignore }, build: true }
  const report = await invocation.devServer.inspectProject(root, question, args.settings)
  if (!report.ok) {
    invocation.printError(report.message)
    return 1
  }
  if (!tellProblems(report, invocation)) return 1
  const { build: facts, collect } = report
  if (!facts || !collect) throw new CommandError('The project could not be asked what is in it.')
  if (!facts.hasHosts) throw new CommandError('You must set settings.ALLOWED_HOSTS if DEBUG is False.')
  const out = args.out === undefined ? resolve(root, 'dist') : resolve(invocation.cwd, args.out)
  const built = await buildOrExplain({
    root,
    entry,
    target: args.target,
    out,
    packageRoot,
    debug: facts.debug,
    templates: facts.templates,
    staticFiles: collect.files,
    naming: namingOf(collect),
    color: invocation.colors.isColorSupported,
  })
  tell(built, out, args.target, invocation)
  return 0
}

export function buildCommand(program: Command, invocation: Invocation): void {
  program
    .command('build')
    .summary('make a folder for production: one program, and the static files')
    .description(
      'Makes one file of the project, its templates and this package, and collects the static files beside it under names ' +
        'with a hash. It is checked first, as by "check --deploy --templates".',
    )
    .argument('[folder]', "the project's folder; without one, it is looked for from here upwards")
    .addOption(
      new Option('--target <target>', '"node": a server; "fetch": a module for Workers, Deno, Bun')
        .choices(['node', 'fetch'])
        .default('node'),
    )
    .option('--out <folder>', "the folder to write; dist in the project's folder unless given")
    .option('--settings <file>', 'the settings file, instead of settings.ts')
    .addHelpText('after', '\nExample:\n  tiny-django build && PORT=8000 node dist/server.js')
    .action(async (folder: string | undefined, options: Omit<BuildArguments, 'folder'>) => {
      invocation.exitCode = await build({ ...options, folder }, invocation)
    })
}

function entryOf(root: string, settingsFile: string | undefined): BuildOptions['entry'] {
  const entry = findEntry(root, settingsFile)
  if (entry === null) throw new CommandError(`There is neither urls.ts nor views.ts in '${root}'.`)
  const { settings } = entry
  if (settings !== undefined) return { ...entry, settings }
  throw new CommandError(
    "A build needs a settings.ts, with a SECRET_KEY and ALLOWED_HOSTS of the project's own: without one, the settings are " +
      'those of development.',
  )
}

/** True when nothing stands in the way. */
function tellProblems({ problems, silenced = 0 }: Description, invocation: Invocation): boolean {
  const { red, yellow } = invocation.colors
  const passed = !problems.some(problem => isSerious(problem))
  if (problems.length === 0 || (passed && invocation.verbosity === 0)) return passed
  const title = 'System check identified some issues:'
  const list = problemList(problems, (text, problem) => (isSerious(problem) ? red : yellow)(text))
  const count = problemCount(problems.length, silenced)
  invocation.printError([passed ? title : red(`SystemCheckError: ${title}`), ...list, '', count].join('\n'))
  return passed
}

/** As the settings say; where they name no storage, names with hashes. */
function namingOf({ hasStorage, manifest, url }: NonNullable<Description['collect']>): BuildOptions['naming'] {
  if (manifest !== null) return { ...manifest, manifestName: manifest.name, url }
  return hasStorage ? null : { passes: 5, jsModules: false, manifestName: 'staticfiles.json', url }
}

async function buildOrExplain(options: BuildOptions): Promise<Built> {
  const { build, OutputError } = await import('../../build/build.js')
  const { BundleError } = await import('../../build/bundle.js')
  const { PostProcessError } = await import('../../build/static-names.js')
  try {
    return await build(options)
  } catch (error) {
    if (error instanceof PostProcessError)
      throw new CommandError(`Post-processing '${error.path}' failed! ${error.message}`)
    if (error instanceof BundleError) throw new CommandError(`The project cannot be made one file.\n${error.message}`)
    if (error instanceof OutputError) throw new CommandError(error.message)
    throw error
  }
}

function tell(built: Built, out: string, target: BuildArguments['target'], invocation: Invocation): void {
  const { files, staticFiles, templates, warnings } = built
  const folder = relative(invocation.cwd, out) || '.'
  const sizes = files.map(({ path, content }) => ({ path, bytes: content.length, gzipped: gzipSync(content).length }))
  if (invocation.json) return invocation.printJson({ folder: out, target, files: sizes, staticFiles, templates })
  if (warnings) invocation.printError(warnings)
  for (const { path, bytes, gzipped } of sizes) {
    const isProgram = !path.endsWith('.map')
    invocation.say(`${folder}/${path}  ${kilobytes(bytes)}${isProgram ? ` (${kilobytes(gzipped)} gzipped)` : ''}`)
  }
  if (staticFiles > 0) invocation.say(`${folder}/staticfiles/  ${count(staticFiles, 'file')}`)
  invocation.say(`${count(templates, 'template')} inside. ${next[target](folder)}`)
}

const next: Readonly<Record<BuildArguments['target'], (folder: string) => string>> = {
  node: folder => `Start it: node ${folder}/server.js`,
  fetch: folder => `Its default export has fetch(): ${folder}/worker.js`,
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
