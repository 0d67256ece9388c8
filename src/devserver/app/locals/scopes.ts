import type { Debugger, Runtime, Session } from 'node:inspector'
import { types } from 'node:util'
import { HttpRequest } from '../../../http/request.js'
import { isHarmless } from './harmless.js'
import { errorText, simpleText, textOf } from './preview.js'

/** A variable that a call could see, and in words what it held. */
export interface Variable {
  readonly name: string
  readonly text: string
  /** The name of the function around, for a variable of that one; `null` for one of the call itself. */
  readonly closure: string | null
}

/** Of one call. */
const maxVariables = 50

/**
 * The variables of one call, its own first, then those of the functions around it. Not those of its module, which are
 * its imports and views as a rule. Nothing of the project's is run: no getter, no trap of a proxy, no `toString`.
 */
export function readVariables(session: Session, scopes: readonly Debugger.Scope[]): Variable[] {
  const found = new Map<string, Variable>()
  for (const scope of scopes.filter(isRead)) {
    const closure = scope.type === 'closure' ? (scope.name ?? '') : null
    for (const [name, text] of readScope(session, scope)) {
      if (found.size < maxVariables && !found.has(name)) found.set(name, { name, text, closure })
    }
  }
  return [...found.values()]
}

/** What was thrown itself, and not what the engine's debugger says of it. */
export function thrownValue(
  session: Session,
  frame: Debugger.CallFrame,
  { objectId, ...data }: Runtime.RemoteObject,
): unknown {
  const { value: given, unserializableValue } = data
  const argument = objectId !== undefined ? { objectId } : { value: given, unserializableValue }
  const values: unknown[] = []
  call(session, frame.scopeChain[0]!.object.objectId!, thrown => values.push(thrown), [argument])
  return values[0]
}

// A module is a function (see loader.ts), so its variables are those of a closure that begins with its file; in a bundle
// they have a scope of their own kind.
function isRead({ type, startLocation }: Debugger.Scope): boolean {
  const isModule = type === 'closure' && startLocation?.lineNumber === 0 && startLocation.columnNumber === 0
  return read.has(type) && !isModule
}

const read = new Set(['local', 'block', 'catch', 'closure'])

function readScope(session: Session, { object }: Debugger.Scope): (readonly [name: string, text: string])[] {
  if (object.objectId === undefined) return []
  const texts = new Map<string, string>()
  const objects = call(session, object.objectId, scope => sortOut(scope as Record<string, unknown>, texts))
  for (const { name, value } of propertiesOf(session, objects)) if (value) texts.set(name, textOf(value, name))
  return [...texts]
}

/** Puts into words what can be without the debugger, and returns the rest. What is long never reaches it. */
function sortOut(scope: Readonly<Record<string, unknown>>, texts: Map<string, string>): Record<string, unknown> {
  const objects: Record<string, unknown> = Object.create(null)
  for (const name of Object.getOwnPropertyNames(scope).slice(0, maxVariables)) {
    const value = scope[name]
    texts.set(name, '') // in the order in which they were declared
    if (types.isNativeError(value)) texts.set(name, errorText(value))
    else if (isRequest(value)) texts.set(name, String(value))
    else if (isObject(value) && !isHarmless(value)) texts.set(name, 'an object that would run code to be shown')
    else if (isObject(value) || typeof value === 'symbol') objects[name] = value
    else texts.set(name, simpleText(value, name))
  }
  return objects
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** Not one of a class of the project's, whose `toString` may do anything. */
function isRequest(value: unknown): value is HttpRequest {
  return (
    typeof value === 'object' && !types.isProxy(value) && Object.getPrototypeOf(value ?? {}) === HttpRequest.prototype
  )
}

function propertiesOf(session: Session, objectId: string | undefined): readonly Runtime.PropertyDescriptor[] {
  if (objectId === undefined) return []
  let found: readonly Runtime.PropertyDescriptor[] = []
  session.post('Runtime.getProperties', { objectId, ownProperties: true, generatePreview: true }, (_, reply) => {
    found = reply?.result ?? []
  })
  return found
}

const holder = Symbol.for('tiny-django.locals')
const caller =
  'function(given){"use strict";return globalThis[Symbol.for("tiny-django.locals")](arguments.length > 0 ? given : this)}'

/**
 * Calls `fn` with an object that the debugger knows by its id, or with what is given instead of it. Returns the id of
 * the result. (What the session calls back, it calls before `post` returns.)
 */
function call(
  session: Session,
  objectId: string,
  fn: (value: unknown) => unknown,
  args: Runtime.CallArgument[] = [],
): string | undefined {
  let result: string | undefined
  Object.defineProperty(globalThis, holder, { value: fn, configurable: true })
  const parameters = { objectId, functionDeclaration: caller, arguments: args }
  session.post('Runtime.callFunctionOn', parameters, (_, reply) => {
    result = (reply as Runtime.CallFunctionOnReturnType | undefined)?.result.objectId
  })
  Reflect.deleteProperty(globalThis, holder)
  return result
}
