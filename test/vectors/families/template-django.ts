import { register as humanize } from '../../../src/contrib/humanize.js'
import type { Library } from '../../../src/template/index.js'
import { register as cache } from '../../../src/template/libraries/cache.js'
import { register as i18n } from '../../../src/template/libraries/i18n.js'
import { register as l10n } from '../../../src/template/libraries/l10n.js'
import { register as staticLibrary } from '../../../src/template/libraries/static.js'
import { register as tz } from '../../../src/template/libraries/tz.js'

/** Django's own libraries, under the names that `{% load %}` knows. */
export const djangoLibraries: Readonly<Record<string, Library>> = {
  cache,
  humanize,
  i18n,
  l10n,
  static: staticLibrary,
  tz,
}
