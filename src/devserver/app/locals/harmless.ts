import { types } from 'node:util'

/**
 * Whether the engine's debugger can describe an object without running code of the project's. It asks no getter and no
 * proxy, but for the prototypes of what it shows, and the stacks of errors among it.
 */
export function isHarmless(value: object): boolean {
  if (types.isProxy(value)) return true
  return hasPlainPrototypes(value) && membersOf(value).every(isHarmlessMember)
}

function isHarmlessMember(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return true
  return hasPlainPrototypes(value) && !(types.isNativeError(value) && hasOwnStackGetter(value))
}

function hasPlainPrototypes(value: object): boolean {
  for (let each: object | null = value; each !== null; each = Object.getPrototypeOf(each)) {
    if (types.isProxy(each)) return false
  }
  return true
}

function hasOwnStackGetter(error: Error): boolean {
  const getter = Object.getOwnPropertyDescriptor(error, 'stack')?.get
  return getter !== undefined && getter !== engineGetter
}

/** Newer engines have a getter of their own there. */
const engineGetter = Object.getOwnPropertyDescriptor(new Error('any'), 'stack')?.get

/** More than the debugger ever shows. */
const maxMembers = 200

function membersOf(value: object): unknown[] {
  if (ArrayBuffer.isView(value)) return []
  const own = ownNames(value).map(name => Object.getOwnPropertyDescriptor(value, name)?.value)
  if (types.isMap(value)) return [...own, ...first(Reflect.apply(mapEntries, value, [])).flat()]
  return types.isSet(value) ? [...own, ...first(Reflect.apply(setValues, value, []))] : own
}

function ownNames(value: object): PropertyKey[] {
  if (!Array.isArray(value)) return Reflect.ownKeys(value).slice(0, maxMembers)
  return Array.from({ length: Math.min(value.length, maxMembers) }, (_, index) => index)
}

// As they were before the project could put anything else in their place.
const { entries: mapEntries } = Map.prototype
const { values: setValues } = Set.prototype

function first<T>(iterator: Iterator<T>): T[] {
  const found: T[] = []
  for (let next = iterator.next(); !next.done && found.length < maxMembers; next = iterator.next()) {
    found.push(next.value)
  }
  return found
}
