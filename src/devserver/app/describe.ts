import { realpathSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { type CheckMessage, CRITICAL, ERROR, INFO, WARNING } from '../../checks/messages.js'
import { Place } from '../../checks/place.js'
import { type RunChecksOptions, runChecks, tagsAvailable } from '../../checks/registry.js'
import { findAll, searchedLocations } from '../../contrib/staticfiles/finders.js'
import { SuspiciousFileOperation } from '../../http/exceptions.js'
import { allowedMethodsOf, viewName } from '../../urls/names.js'
import { everyView, fullNameOf, type Placed, routeOf, wayTo } from '../../urls/placed.js'
import type { AnyView } from '../../urls/types.js'
import { whichURL } from '../../urls/which.js'
import { normpath } from '../../utils/paths.js'
import type { DescribedURL, Problem, ProjectDescription, ProjectQuestion } from '../protocol.js'
import { buildFacts } from './build-facts.js'
import { collectionOf } from './collection.js'
import { locate } from './locations.js'
import type { Project } from './project.js'
import { describeSettings } from './settings.js'
import type { Position } from './stacks.js'
import { urlNamesFile } from './url-names.js'

/** The URLs of a loaded project in the order they are tried, for `showurls`, what `check` has to say, and what was asked. */
export function describeProject(
  { app }: Project,
  question: ProjectQuestion,
  original: (position: Position) => Position,
  more: readonly CheckMessage[] = [],
): ProjectDescription {
  const { resolver, settings } = app
  const wantsUrls = question.urls || question.places
  const placed = wantsUrls ? [...everyView(resolver.patterns)] : []
  const places = question.places ? placesOf(placed, original) : new Map<AnyView, Position>()
  const { path, method } = question.which ?? {}
  return {
    urls: placed.map(each => describe(each, places)),
    ...checked({ resolver, settings }, question.problems, more),
    ...(path !== undefined && { which: whichURL(resolver, path, method) }),
    ...(question.static && { static: { found: question.static.map(filesOf), searched: searchedFolders() } }),
    ...(question.collect && { collect: collectionOf(question.collect.ignore) }),
    ...(question.build && { build: buildFacts(settings) }),
    ...(question.settings && { settings: describeSettings(settings) }),
    ...(question.names && { names: { text: urlNamesFile(resolver), file: settings.DEV_URL_NAMES_FILE } }),
  }
}

function filesOf(path: string): string[] {
  try {
    return findAll(normpath(path)).map(found => realpathSync(found.path))
  } catch (error) {
    if (error instanceof SuspiciousFileOperation) return []
    throw error
  }
}

function searchedFolders(): string[] {
  return searchedLocations().map(({ folder }) => resolve(folder))
}

function checked(
  project: RunChecksOptions,
  question: ProjectQuestion['problems'],
  more: readonly CheckMessage[],
): Pick<ProjectDescription, 'problems' | 'silenced' | 'tags'> {
  if (!question) return { problems: [] }
  const { tags, deploy = false } = question === true ? {} : question
  const messages = [...runChecks({ ...project, tags, includeDeploymentChecks: deploy }), ...more]
  const heard = messages.filter(message => !message.isSilenced())
  return { problems: heard.map(problemOf), silenced: messages.length - heard.length, tags: tagsAvailable(deploy) }
}

function problemOf({ level, msg, hint, obj, id }: CheckMessage): Problem {
  return {
    level: levelName(level),
    ...(obj !== null && objectOf(obj)),
    ...(id && { id }),
    message: msg,
    ...(hint && { hint }),
  }
}

function objectOf(object: unknown): Pick<Problem, 'object' | 'file' | 'line' | 'column'> {
  if (!(object instanceof Place)) return { object: typeof object === 'function' ? viewName(object) : String(object) }
  const { line, column } = object
  const file = relative(process.cwd(), object.file)
  return { object: `${file}:${line}:${column}`, file, line, column }
}

function levelName(level: number): Problem['level'] {
  if (level >= CRITICAL) return 'critical'
  if (level >= ERROR) return 'error'
  if (level >= WARNING) return 'warning'
  return level >= INFO ? 'info' : 'debug'
}

function describe(placed: Placed, places: ReadonlyMap<AnyView, Position>): DescribedURL {
  const { view } = placed.pattern
  const methods = allowedMethodsOf(view)
  const place = places.get(view)
  return {
    route: routeOf(wayTo(placed)),
    name: fullNameOf(placed),
    view: viewName(view),
    ...(methods && { methods }),
    ...(place && { file: relative(process.cwd(), place.file), line: place.line }),
  }
}

/** Where the views were written. */
function placesOf(placed: readonly Placed[], original: (position: Position) => Position): Map<AnyView, Position> {
  const views = [...new Set(placed.map(({ pattern }) => pattern.view))]
  const found = locate(views)
  return new Map(
    views.flatMap(view => {
      const place = found.get(view)
      return place ? [[view, original(place)]] : []
    }),
  )
}
