import { resolve } from 'node:path'
import { settings } from '../../conf/settings.js'
import { listFiles } from '../../contrib/staticfiles/list.js'
import { ManifestStaticFilesStorage } from '../../contrib/staticfiles/storage.js'
import { staticStorage } from '../../template/static-storage.js'
import type { ManifestRules, StaticCollection } from '../protocol.js'

/** What `collectstatic` is to do in the project whose settings are active. */
export function collectionOf(ignore: readonly string[]): StaticCollection {
  const sources = new Map<string, string>()
  const hidden: string[] = []
  for (const { path, source } of listFiles(ignore)) {
    if (sources.has(path)) hidden.push(path)
    else sources.set(path, resolve(source))
  }
  return {
    files: Array.from(sources, ([path, source]) => ({ path, source })),
    hidden,
    root: settings.STATIC_ROOT ? resolve(settings.STATIC_ROOT) : null,
    url: settings.STATIC_URL,
    manifest: manifestRules(),
    hasStorage: staticStorage() !== null,
  }
}

function manifestRules(): ManifestRules | null {
  const storage = staticStorage()
  if (!(storage instanceof ManifestStaticFilesStorage)) return null
  const { manifestName, maxPostProcessPasses, supportJsModuleImportAggregation } = storage
  return { name: manifestName, passes: maxPostProcessPasses, jsModules: supportJsModuleImportAggregation }
}
