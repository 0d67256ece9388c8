import { existsSync, readdirSync } from 'node:fs'
import type { Command } from 'commander'
import type { ProjectReport } from '../../devserver/index.js'
import { CommandError } from '../../management/exceptions.js'
import type { Invocation } from '../invocation.js'
import { projectRoot } from '../project.js'

export interface CollectStaticArguments {
  readonly folder?: string
  /** Whether it asks before it overwrites files. */
  readonly input: boolean
  readonly postProcess: boolean
  readonly ignore: readonly string[]
  readonly dryRun: boolean
  readonly clear: boolean
  readonly link: boolean
  readonly defaultIgnore: boolean
  /** The settings file, instead of `settings.ts`. */
  readonly settings?: string
}

type Collection = NonNullable<Extract<ProjectReport, { ok: true }>['collect']>

/** Brings all static files into STATIC_ROOT. Django: "collectstatic". */
export async function collectstatic(args: CollectStaticArguments, invocation: Invocation): Promise<number> {
  const collection = await collectionOf(args, invocation)
  if (collection === null) return 1
  const { root } = collection
  if (root === null) {
    throw new CommandError(
      "You're using the staticfiles app without having set the STATIC_ROOT setting to a filesystem path.",
    )
  }
  if (args.input && holdsFiles(root)) await confirm(root, args, invocation)
  tellHidden(collection.hidden, invocation)
  const collected = await collectInto(root, collection, args, invocation)
  if (invocation.json) invocation.printJson({ destination: root, ...collected })
  const { modified, unmodified, postProcessed } = collected
  invocation.say(
    `\n${modified.length} static file${modified.length === 1 ? '' : 's'} ${args.link ? 'symlinked' : 'copied'} to ` +
      `'${root}'${unmodified.length > 0 ? `, ${unmodified.length} unmodified` : ''}` +
      `${postProcessed.length > 0 ? `, ${postProcessed.length} post-processed` : ''}.`,
  )
  return 0
}

export function collectstaticCommand(program: Command, invocation: Invocation): void {
  program
    .command('collectstatic')
    .summary('bring all static files into STATIC_ROOT')
    .description('Collects the static files of the project and its apps in one folder, STATIC_ROOT of the settings.')
    .argument('[folder]', "the project's folder; without one, it is looked for from here upwards")
    .option('--noinput, --no-input', 'do not ask before files are overwritten')
    .option('--no-post-process', 'give no file a name with a hash')
    .option(
      '-i, --ignore <pattern>',
      'ignore files and folders that match; may be given more than once',
      collectPatterns,
    )
    .option('-n, --dry-run', 'do everything except write')
    .option('-c, --clear', 'remove what is in the folder first')
    .option('-l, --link', 'make a symbolic link to each file, not a copy')
    .option('--no-default-ignore', "do not ignore 'CVS', '.*' and '*~'")
    .option('--settings <file>', 'the settings file, instead of settings.ts')
    .action(async (folder: string | undefined, options: Partial<CollectStaticArguments>) => {
      const { ignore = [], dryRun = false, clear = false, link = false } = options
      const { input = true, postProcess = true, defaultIgnore = true, settings } = options
      const args = { folder, ignore, dryRun, clear, link, input, postProcess, defaultIgnore, settings }
      invocation.exitCode = await collectstatic(args, invocation)
    })
}

function collectPatterns(pattern: string, before: readonly string[] = []): string[] {
  return [...before, pattern]
}

async function collectionOf(args: CollectStaticArguments, invocation: Invocation): Promise<Collection | null> {
  const { defaultIgnorePatterns } = await import('../../contrib/staticfiles/list.js')
  const ignore = [...args.ignore, ...(args.defaultIgnore ? defaultIgnorePatterns : [])]
  const root = projectRoot(args.folder, invocation.cwd)
  const report = await invocation.devServer.inspectProject(root, { collect: { ignore } }, args.settings)
  if (report.ok && report.collect) return report.collect
  invocation.printError(report.ok ? report.problems.map(({ message }) => message).join('\n') : report.message)
  return null
}

function holdsFiles(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).length > 0
}

// In Django's words.
async function confirm(root: string, { clear, dryRun }: CollectStaticArguments, invocation: Invocation): Promise<void> {
  const answer = await invocation.ask(
    `\n${dryRun ? 'You have activated the --dry-run option so no files will be modified.\n\n' : ''}` +
      'You have requested to collect static files at the destination\n' +
      `location as specified in your settings:\n\n    ${root}\n\n` +
      `${clear ? 'This will DELETE ALL FILES in this location!' : 'This will overwrite existing files!'}\n` +
      "Are you sure you want to do this?\n\nType 'yes' to continue, or 'no' to cancel: ",
  )
  if (answer !== 'yes') throw new CommandError('Collecting static files cancelled.')
}

function tellHidden(paths: readonly string[], invocation: Invocation): void {
  for (const path of paths) {
    invocation.say(
      `Found another file with the destination path '${path}'. It will be ignored since only the first encountered ` +
        'file is collected. If this is not what you want, make sure every static file has a unique path.',
    )
  }
}

async function collectInto(root: string, collection: Collection, args: CollectStaticArguments, invocation: Invocation) {
  const { collect } = await import('../../build/collect.js')
  const { PostProcessError } = await import('../../build/static-names.js')
  const { files, manifest, url } = collection
  const { clear, dryRun, link } = args
  const naming = manifest === null || !args.postProcess ? null : { ...manifest, manifestName: manifest.name, url }
  const log = (line: string, verbosity: 1 | 2) => invocation.say(line, verbosity)
  try {
    return collect({ files, destination: root, clear, dryRun, link, naming, log })
  } catch (error) {
    if (!(error instanceof PostProcessError)) throw error
    invocation.printError(`Post-processing '${error.path}' failed!\n`)
    throw new CommandError(error.message)
  }
}
