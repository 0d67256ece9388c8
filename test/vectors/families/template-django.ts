import { register as humanize } from '../../../src/contrib/humanize.js'
import { defaultLibraries, type TagLibrary } from '../../../src/template/index.js'

/** Django's own libraries, under the names that `{% load %}` knows. */
export const djangoLibraries: Readonly<Record<string, TagLibrary>> = { ...defaultLibraries, humanize }
