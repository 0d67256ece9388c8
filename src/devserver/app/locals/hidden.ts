import { ALL_SENSITIVE, type SensitiveNames, sensitiveFunctions } from '../../../views/debug/sensitive.js'
import { locate } from '../locations.js'
import { type Position, pathOf } from '../stacks.js'
import type { Variable } from './scopes.js'

/** Where a variable was seen. */
interface Call {
  readonly functionName: string
  readonly start: Position
}

/**
 * Whether a variable is one that `sensitiveVariables` keeps from being shown: of the function itself, and where a
 * function inside of it sees the same variable.
 */
export function hiddenVariables(): (call: Call, variable: Variable) => boolean {
  const functions = new Map(sensitiveFunctions())
  if (functions.size === 0) return () => false
  const places = locate([...functions.keys()])
  const marked = [...functions].flatMap(([fn, names]) => {
    const start = places.get(fn)
    return start
      ? [{ name: (fn as { name?: string }).name ?? '', start: { ...start, file: pathOf(start.file) }, names }]
      : []
  })
  return (call, { name, closure }) =>
    marked.some(
      each =>
        call.start.file === each.start.file &&
        (closure === null ? isSame(call.start, each.start) : closure === each.name) &&
        isNamed(each.names, name),
    )
}

function isSame(one: Position, other: Position): boolean {
  return one.line === other.line && one.column === other.column
}

function isNamed(names: SensitiveNames, name: string): boolean {
  return names === ALL_SENSITIVE || names.includes(name)
}
