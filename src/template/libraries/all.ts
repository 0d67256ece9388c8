import type { TagLibrary } from '../parser.js'
import { register as cache } from './cache.js'
import { register as i18n } from './i18n.js'
import { register as l10n } from './l10n.js'
import { register as staticLibrary } from './static.js'
import { register as tz } from './tz.js'

/**
 * Django's own libraries, under the names by which `{% load %}` knows them. An engine of the settings has them from the
 * first; one that is made by hand is given them: `new Engine({ libraries: { ...defaultLibraries, blog } })`.
 */
export const defaultLibraries: Readonly<Record<string, TagLibrary>> = { cache, i18n, l10n, static: staticLibrary, tz }
