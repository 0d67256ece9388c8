import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { ActiveSettings } from '../../conf/settings.js'
import { absolute, templateFolders } from '../../template/folders.js'
import { decodeText } from '../../utils/charsets.js'
import type { BuildFacts, TemplateTexts } from '../protocol.js'

/** What a project is, to a build. */
export function buildFacts({ DEBUG, ALLOWED_HOSTS, TEMPLATES }: ActiveSettings): BuildFacts {
  return { debug: DEBUG, hasHosts: DEBUG || ALLOWED_HOSTS.length > 0, templates: templateTexts(TEMPLATES) }
}

/** The templates of every engine by folder; null for one with loaders of its own. */
function templateTexts(engines: ActiveSettings['TEMPLATES']): readonly TemplateTexts[] {
  const { dirs, appDirs } = templateFolders()
  return engines.map(({ DIRS, APP_DIRS, OPTIONS = {} }) => {
    if (OPTIONS.loaders !== undefined) return null
    const folders = [...(DIRS === undefined ? dirs : absolute(DIRS)), ...((APP_DIRS ?? true) ? appDirs : [])]
    return folders
      .map(folder => ({ path: relative(process.cwd(), folder), templates: textsIn(folder, OPTIONS.fileCharset) }))
      .filter(({ templates }) => Object.keys(templates).length > 0)
  })
}

function textsIn(folder: string, charset = 'utf-8'): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const entry of entriesOf(folder)) {
    if (!entry.isFile() || entry.name.startsWith('.')) continue
    const path = join(entry.parentPath, entry.name)
    // As the loader reads them: every kind of line end is a newline.
    texts[relative(folder, path)] = decodeText(readFileSync(path), charset).replace(/\r\n?/g, '\n')
  }
  return texts
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch {
    return []
  }
}
