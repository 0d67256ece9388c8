import { type Command, Option } from 'commander'
import type { ProjectReport } from '../../devserver/index.js'
import type { Invocation } from '../invocation.js'
import { projectRoot } from '../project.js'

export interface DiffSettingsArguments {
  readonly folder?: string
  /** Also those that say what the default says. */
  readonly all?: boolean
  /** The settings file to compare with, instead of Django's global defaults. */
  readonly default?: string
  readonly output: 'hash' | 'unified'
  /** The settings file, instead of `settings.ts`. */
  readonly settings?: string
}

type Setting = NonNullable<Extract<ProjectReport, { ok: true }>['settings']>[number]

/** Shows where the project's settings differ from Django's defaults. Secrets are stars. Django: "diffsettings". */
export async function diffsettings(args: DiffSettingsArguments, invocation: Invocation): Promise<number> {
  const root = projectRoot(args.folder, invocation.cwd)
  const own = await settingsOf(root, args.settings, invocation)
  const compared = own && args.default !== undefined ? await withDefaults(own, root, args.default, invocation) : own
  if (!compared) return 1
  const shown = compared.filter(setting => args.all || isChanged(setting))
  if (invocation.json) invocation.printJson(shown.map(asJson))
  else for (const line of shown.flatMap(setting => lines[args.output](setting, invocation))) invocation.print(line)
  return 0
}

export function diffsettingsCommand(program: Command, invocation: Invocation): void {
  program
    .command('diffsettings')
    .summary('show where the settings differ from the defaults')
    .description("Shows the project's settings that differ from Django's defaults. Secrets are masked.")
    .argument('[folder]', "the project's folder; without one, it is looked for from here upwards")
    .option('--all', 'all settings: those that are at their default begin with "###"')
    .option('--default <file>', "compare with this settings file instead of Django's defaults")
    .addOption(
      new Option(
        '--output <format>',
        '"hash" marks names without a default with "###"; "unified" puts "-" before defaults and "+" before settings',
      )
        .choices(['hash', 'unified'])
        .default('hash'),
    )
    .option('--settings <file>', 'the settings file, instead of settings.ts')
    .action(async (folder: string | undefined, options: Omit<DiffSettingsArguments, 'folder'>) => {
      invocation.exitCode = await diffsettings({ ...options, folder }, invocation)
    })
}

async function settingsOf(
  root: string,
  file: string | undefined,
  invocation: Invocation,
): Promise<readonly Setting[] | undefined> {
  const report = await invocation.devServer.inspectProject(root, { settings: true }, file)
  if (report.ok) return report.settings
  invocation.printError(report.message)
  return undefined
}

async function withDefaults(
  settings: readonly Setting[],
  root: string,
  file: string,
  invocation: Invocation,
): Promise<readonly Setting[] | undefined> {
  const defaults = await settingsOf(root, file, invocation)
  if (!defaults) return undefined
  const byName = new Map(defaults.map(({ name, value, fingerprint }) => [name, { value, fingerprint }]))
  return settings.map(({ name, value, fingerprint }) => ({ name, value, fingerprint, default: byName.get(name) }))
}

function isChanged(setting: Setting): boolean {
  return setting.fingerprint !== setting.default?.fingerprint
}

function asJson(setting: Setting) {
  return { name: setting.name, value: setting.value, default: setting.default?.value ?? null }
}

/** The two ways of Django's `--output`. */
const lines: Record<DiffSettingsArguments['output'], (setting: Setting, invocation: Invocation) => string[]> = {
  hash(setting) {
    const line = `${setting.name} = ${setting.value}`
    if (setting.default === undefined) return [`${line}  ###`]
    return [isChanged(setting) ? line : `### ${line}`]
  },
  unified(setting, { colors }) {
    const { name, value } = setting
    if (setting.default !== undefined && !isChanged(setting)) return [`  ${name} = ${value}`]
    const added = colors.green(`+ ${name} = ${value}`)
    return setting.default === undefined ? [added] : [colors.red(`- ${name} = ${setting.default.value}`), added]
  },
}
