import { fileFacts, listFolder } from '../http/files.js'
import type { Loader } from './loaders/base.js'
import { CachedLoader } from './loaders/cached.js'
import { FilesystemLoader } from './loaders/filesystem.js'
import { LocmemLoader } from './loaders/locmem.js'

/**
 * The names under which loaders would find their templates, as far as they can be known: of a loader of one's own they
 * cannot. Each name once, in no order. Throws where folders cannot be read.
 */
export function templateNames(loaders: Iterable<Loader>): Set<string> {
  const names = new Set<string>()
  for (const loader of loaders) for (const name of namesOf(loader)) names.add(name)
  return names
}

function namesOf(loader: Loader): Iterable<string> {
  if (loader instanceof CachedLoader) return templateNames(loader.loaders)
  if (loader instanceof LocmemLoader) return loader.templatesDict.keys()
  return loader instanceof FilesystemLoader ? loader.getDirs().flatMap(dir => [...filesIn(dir)]) : []
}

/** The files below a folder, by their way from there. Of a folder that links lead back to only what is not there yet. */
function* filesIn(folder: string, prefix = '', seen: readonly string[] = []): Iterable<string> {
  const facts = fileFacts(folder)
  if (facts?.kind !== 'folder' || seen.includes(facts.realPath)) return
  for (const name of [...listFolder(folder)].sort()) {
    const kind = fileFacts(`${folder}/${name}`)?.kind
    if (kind === 'file') yield prefix + name
    else if (kind === 'folder') yield* filesIn(`${folder}/${name}`, `${prefix}${name}/`, [...seen, facts.realPath])
  }
}
