/**
 * The exports of a module in the order in which they were written. A module's own list of them is sorted by name; which
 * name stands for what it says, and where that was declared the code behind it does.
 */
export function inSourceOrder(
  exports: Readonly<Record<string, unknown>>,
  compiled: string,
): Readonly<Record<string, unknown>> {
  const list = /__export\(\w+, \{\n([^}]*)\}\);/.exec(compiled)
  if (list === null) return exports
  const code = compiled.slice(list.index + list[0].length)
  const locals = new Map(
    Array.from(list[1]!.matchAll(/^\s*"?([^":]+)"?: \(\) => ([\w$]+)/gm), ([, name, local]) => [name!, local!]),
  )
  const placed = Object.entries(exports).map(([name, value]) => ({ name, value, at: placeOf(locals.get(name), code) }))
  return Object.fromEntries(placed.sort((a, b) => a.at - b.at).map(({ name, value }) => [name, value]))
}

// What is exported from elsewhere with `export *` comes last.
function placeOf(local: string | undefined, code: string): number {
  if (local === undefined) return code.length
  const name = local.replaceAll('$', '\\$')
  const declared = code.search(new RegExp(`^(?:async )?(?:function\\*?|class|const|let|var) ${name}(?![\\w$])`, 'm'))
  const named = declared < 0 ? code.search(new RegExp(`(?<![\\w$])${name}(?![\\w$])`)) : declared
  return named < 0 ? code.length : named
}
