import type * as crypto from 'node:crypto'
import type * as zlib from 'node:zlib'

/** What signing and compressing need of the runtime. */
export interface Builtins {
  readonly 'node:crypto': Pick<typeof crypto, 'createHash' | 'createHmac' | 'timingSafeEqual'>
  readonly 'node:zlib': Pick<typeof zlib, 'crc32' | 'deflateRawSync' | 'deflateSync' | 'inflateSync'>
}

/**
 * Names the modules to use on a runtime that has them but not `process.getBuiltinModule`:
 *
 * ```ts
 * import * as crypto from 'node:crypto'
 * import * as zlib from 'node:zlib'
 * registerBuiltins({ 'node:crypto': crypto, 'node:zlib': zlib })
 * ```
 */
export function registerBuiltins(builtins: Partial<Builtins>): void {
  Object.assign(loaded, builtins)
}

/**
 * A module of the runtime, loaded when it is first needed: an import would cost every program milliseconds at its
 * start, and most requests sign nothing. Node, Deno, Bun and Workers (with `nodejs_compat`) all have this way.
 */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] {
  loaded[name] ??= load(name)
  return loaded[name]!
}

const loaded: { -readonly [Name in keyof Builtins]?: Builtins[Name] } = {}

function load<Name extends keyof Builtins>(name: Name): Builtins[Name] {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }
  const module = process?.getBuiltinModule?.(name)
  if (module !== undefined) return module as Builtins[Name]
  throw new Error(
    `Signing or compressing needs ${name}, which this runtime does not hand out by itself: ` +
      `import it and pass it to registerBuiltins() of 'tiny-django/signing'. On Workers, set nodejs_compat.`,
  )
}
