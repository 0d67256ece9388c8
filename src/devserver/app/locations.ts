import type { Runtime, Session } from 'node:inspector'
import type { Position } from './stacks.js'

/**
 * Where each function or class was written, as far as the engine knows; positions are those of the code that runs. Of a
 * decorated one, where what it wraps was.
 */
export function locate(written: readonly object[]): Map<object, Position> {
  const inspector = process.getBuiltinModule('node:inspector') // when it is needed, which is seldom
  const session = new inspector.Session()
  session.connect()
  try {
    const files = new Map<string, string>()
    session.on('Debugger.scriptParsed', ({ params }) => files.set(params.scriptId, params.url))
    session.post('Debugger.enable')
    const places = written.map(each => [each, locationOf(session, innermost(each), files)] as const)
    return new Map(places.filter((place): place is readonly [object, Position] => place[1] !== undefined))
  } finally {
    session.disconnect()
  }
}

function innermost(view: object): object {
  const { wrapped, viewClass } = view as { wrapped?: unknown; viewClass?: unknown }
  const inner = viewClass ?? wrapped
  return typeof inner === 'function' && inner !== view ? innermost(inner) : view
}

const holder = Symbol.for('tiny-django.locate')

// The inspector's callbacks run before `post` returns.
function locationOf(session: Session, view: object, files: ReadonlyMap<string, string>): Position | undefined {
  Object.defineProperty(globalThis, holder, { value: view, configurable: true })
  let position: Position | undefined
  session.post('Runtime.evaluate', { expression: 'globalThis[Symbol.for("tiny-django.locate")]' }, (_, found) => {
    const objectId = found?.result?.objectId
    if (objectId === undefined) return
    session.post('Runtime.getProperties', { objectId, ownProperties: true }, (_error, properties) => {
      position = positionOf(properties?.internalProperties ?? [], files)
    })
  })
  Reflect.deleteProperty(globalThis, holder)
  return position
}

interface Location {
  readonly scriptId: string
  readonly lineNumber: number
  readonly columnNumber: number
}

function positionOf(
  properties: readonly Runtime.InternalPropertyDescriptor[],
  files: ReadonlyMap<string, string>,
): Position | undefined {
  const location = properties.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value as Location | undefined
  const file = location && files.get(location.scriptId)
  if (!location || !file) return undefined
  return { file, line: location.lineNumber + 1, column: location.columnNumber + 1 }
}
