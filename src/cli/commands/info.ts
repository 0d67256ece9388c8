import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { release } from 'node:os'
import { basename, join } from 'node:path'
import type { Command } from 'commander'
import { appFolders } from '../../adapters/app-folders.js'
import { findEntry } from '../../devserver/layout.js'
import { packageRoot } from '../../devserver/package.js'
import { version } from '../../devserver/version.js'
import type { Invocation } from '../invocation.js'
import { projectRoot } from '../project.js'

/** What a report of a fault needs to say about where it happened. Nothing in it is secret. */
export interface Info {
  readonly version: string
  /** Where this tiny-django is. */
  readonly package: string
  readonly node: string
  readonly platform: string
  readonly esbuild: string | null
  /** What the project has, or `null`. */
  readonly typescript: string | null
  readonly vitest: string | null
  readonly project: ProjectInfo | null
}

export interface ProjectInfo {
  readonly root: string
  /** Names of its files; `null` where there is none. */
  readonly settings: string | null
  readonly urls: string | null
  readonly views: string | null
  readonly apps: readonly string[]
}

/** Prints versions and what was found of the project, without running any of it. */
export function info({ folder }: { readonly folder?: string }, invocation: Invocation): number {
  const found = gather(projectRoot(folder, invocation.cwd))
  if (invocation.json) invocation.printJson(found)
  else for (const line of lines(found, invocation)) invocation.print(line)
  return 0
}

export function infoCommand(program: Command, invocation: Invocation): void {
  program
    .command('info')
    .summary('show versions, and what was found of the project')
    .description('Shows what a report of a fault should say: versions, the machine, and the files of the project.')
    .argument('[folder]', "the project's folder; without one, it is looked for from here upwards")
    .action((folder?: string) => {
      invocation.exitCode = info({ folder }, invocation)
    })
}

function gather(root: string): Info {
  return {
    version,
    package: packageRoot,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}, ${release()}`,
    esbuild: versionOf('esbuild', packageRoot),
    typescript: versionOf('typescript', root),
    vitest: versionOf('vitest', root),
    project: projectInfo(root),
  }
}

function projectInfo(root: string): ProjectInfo | null {
  const entry = findEntry(root)
  if (!entry) return null
  const { settings, urls, views } = entry
  const name = (path: string | undefined) => (path === undefined ? null : basename(path))
  return {
    root,
    settings: name(settings),
    urls: name(urls),
    views: name(views),
    apps: appFolders(root).map(each => basename(each)),
  }
}

/** Of a package as the code in `folder` would find it. */
function versionOf(name: string, folder: string): string | null {
  try {
    const file = createRequire(join(folder, 'package.json')).resolve(`${name}/package.json`)
    return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
  } catch {
    return null
  }
}

function lines({ project, ...machine }: Info, { colors }: Invocation): string[] {
  const rows: [string, string][] = [
    ['tiny-django', machine.version],
    ['installed in', machine.package],
    ['Node.js', machine.node],
    ['platform', machine.platform],
    ['esbuild', machine.esbuild ?? 'not found: install tiny-django again'],
    ['typescript', machine.typescript ?? 'not installed'],
    ['vitest', machine.vitest ?? 'not installed'],
    ['project', project?.root ?? 'none here: no urls.ts and no views.ts'],
    ...(project ? rowsOf(project) : []),
  ]
  return rows.map(([name, value]) => `${colors.dim(name.padEnd(12))}  ${value}`)
}

function rowsOf({ settings, urls, views, apps }: ProjectInfo): [string, string][] {
  return [
    ['settings', settings ?? 'none: defaults'],
    ['URLs', urls ?? 'none: the functions of the views file'],
    ['views', views ?? 'none'],
    ['apps', apps.join(', ') || 'none'],
  ]
}
