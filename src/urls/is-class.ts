/** Whether a function was written as `class`: only those have a `prototype` that cannot be replaced. */
export function isClass(value: object): boolean {
  return Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false
}
