import type { Library } from '../../../src/template/index.js'

/** Django's own libraries, under the names that `{% load %}` knows. */
export const djangoLibraries: Readonly<Record<string, Library>> = {}
