/** The keyword arguments of a view. */
export type Kwargs = Record<string, unknown>

/** None. Always this object where a pattern captures nothing, so that nobody has to look into it; never given away. */
export const noKwargs: Kwargs = Object.freeze({})

/** Whether a plain assignment does: one to `__proto__`, which is an identifier like any other, would be lost. */
export function isSettable(name: string): boolean {
  return name !== '__proto__'
}

export function setKwarg(kwargs: Kwargs, name: string, value: unknown): void {
  if (isSettable(name)) kwargs[name] = value
  else Object.defineProperty(kwargs, name, { value, enumerable: true, configurable: true, writable: true })
}

/** Both together; the second wins. */
export function mergeKwargs(first: Kwargs, second: Kwargs): Kwargs {
  if (second === noKwargs) return first
  return first === noKwargs ? second : { ...first, ...second }
}
