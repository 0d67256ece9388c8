const { getPrototypeOf, keys } = Object

/**
 * Why a value would not come back as it is, with the path to what is in the way: `todos.list[0] is a function`. Null
 * when nothing is. (The engine's own check names no path, and makes plain objects of instances.)
 */
export function whyNotKept(value: unknown, path: string, seen = new Set<unknown>()): string | null {
  if (typeof value === 'function') return `${path} is a function`
  if (typeof value === 'symbol') return `${path} is a symbol`
  if (typeof value !== 'object' || value === null || seen.has(value)) return null
  seen.add(value)
  for (const [step, member] of membersOf(value) ?? []) {
    const reason = whyNotKept(member, `${path}${step}`, seen)
    if (reason !== null) return reason
  }
  return membersOf(value) === null ? `${path} is ${kindOf(value)}` : null
}

/** What belongs to a value, each with its step in a path; null where the value cannot be copied. */
function membersOf(value: object): Iterable<readonly [step: string, member: unknown]> | null {
  const prototype: unknown = getPrototypeOf(value)
  if (Array.isArray(value))
    return prototype === Array.prototype ? value.map((each, index) => [`[${index}]`, each]) : null
  if (prototype === Map.prototype) return membersOfMap(value as Map<unknown, unknown>)
  if (prototype === Set.prototype) return [...(value as Set<unknown>)].map(each => ['.values()', each])
  if (prototype === Object.prototype || prototype === null) return membersOfObject(value)
  return isWhole(value) ? [] : null
}

function membersOfObject(value: object): (readonly [string, unknown])[] {
  return keys(value).map(key => [
    /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`,
    (value as Record<string, unknown>)[key],
  ])
}

function* membersOfMap(map: Map<unknown, unknown>): Iterable<readonly [string, unknown]> {
  for (const [key, member] of map) {
    yield ['.keys()', key]
    yield [`.get(${typeof key === 'string' ? JSON.stringify(key) : typeof key})`, member]
  }
}

const whole: readonly (new (...args: never) => object)[] = [
  Date,
  RegExp,
  ArrayBuffer,
  Boolean,
  Number,
  String,
  BigInt as never,
]

/** Whether it is a value of the language's own that is copied as it is. */
function isWhole(value: object): boolean {
  return ArrayBuffer.isView(value) || whole.some(each => getPrototypeOf(value) === each.prototype)
}

function kindOf(value: object): string {
  const name = (value.constructor as { name?: unknown } | undefined)?.name
  return typeof name === 'string' && name !== '' ? `an instance of ${name}` : 'an object with a prototype of its own'
}
