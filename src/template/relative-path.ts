import { TemplateSyntaxError } from './exceptions.js'

/**
 * The whole name of a template that is named by its way from another one (`./x.html`, `"../y.html"`); any other name
 * is as it is. Quotes stay. Throws TemplateSyntaxError for a way out of the hierarchy, and for one to the template itself unless
 * `allowRecursion`. Django: `construct_relative_path`.
 */
export function constructRelativePath(current: string | null, relative: string, allowRecursion = false): string {
  // A dot comes first in those that are meant, or a quote.
  if (!/^['".]/.test(relative)) return relative
  const name = relative.replace(/^['"]+|['"]+$/g, '')
  if (!name.startsWith('./') && !name.startsWith('../')) return relative
  const here = (current ?? '').replace(/^\/+/, '')
  const path = normalize(`${here.slice(0, here.lastIndexOf('/') + 1)}${name}`)
  if (path.startsWith('../')) {
    throw new TemplateSyntaxError(
      `The relative path '${relative}' points outside the file hierarchy that template '${current}' is in.`,
    )
  }
  if (!allowRecursion && path === here) {
    throw new TemplateSyntaxError(
      `The relative path '${relative}' was translated to template name '${current}', the same template in which the ` +
        'tag appears.',
    )
  }
  return /^(['"]).*\1$/.test(relative) ? `"${path}"` : path
}

function normalize(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/') || '.'
}
