/** The commands of this package, whose names no command of a project can have. */
export const builtInCommands: readonly string[] = [
  'startproject',
  'startapp',
  'runserver',
  'check',
  'build',
  'showurls',
  'whichurl',
  'findstatic',
  'collectstatic',
  'diffsettings',
  'info',
  'shell',
  'completion',
  'help',
]

/** Why a file under `management/commands/` is no command. */
export function refusedName(name: string): string {
  return `'${name}' is a command of tiny-django itself, and no command of a project can have its name. Rename the file.`
}
