import { deserialize } from 'node:v8'
import { expect, test } from 'vitest'
import { HotStates } from '../../src/devserver/app/hot-states.js'
import { whyNotKept } from '../../src/devserver/app/hot-values.js'

class Todo {
  text = ''
}

const circular: Record<string, unknown> = { name: 'me' }
circular.self = circular

test.each<[string, unknown]>([
  ['numbers, text, null', { a: 1, b: 'x', c: null, d: undefined, e: 1n }],
  ['containers in each other', { list: [new Map([['a', new Set([1])]])] }],
  ['dates and bytes', { at: new Date(0), bytes: new Uint8Array(2), buffer: Buffer.from('x'), pattern: /x/ }],
  ['a circle', circular],
  ['an object without a prototype', Object.create(null)],
])('%s can be kept', (_, value) => {
  expect(whyNotKept(value, 'state')).toBeNull()
})

test.each<[unknown, string]>([
  [{ done: () => {} }, 'state.done is a function'],
  [{ list: [1, new Todo()] }, 'state.list[1] is an instance of Todo'],
  [{ 'a b': Symbol('s') }, 'state["a b"] is a symbol'],
  [{ by: new Map([['x', { f() {} }]]) }, 'state.by.get("x").f is a function'],
  [{ all: new Set([new WeakMap()]) }, 'state.all.values() is an instance of WeakMap'],
  [{ later: Promise.resolve() }, 'state.later is an instance of Promise'],
  [{ list: new (class Stack extends Array {})() }, 'state.list is an instance of Stack'],
])('what cannot be kept is named: %#', (value, reason) => {
  expect(whyNotKept(value, 'state')).toBe(reason)
})

function hotStates() {
  const snapshots: Uint8Array[] = []
  const warnings: string[] = []
  const states = new HotStates({
    snapshot: bytes => snapshots.push(bytes),
    warning: sentence => warnings.push(sentence),
  })
  return { states, snapshots, warnings }
}

test('a value is restored from a snapshot by the same initialiser only', () => {
  const { states, snapshots } = hotStates()
  states.keep('a', '() => 1', { value: 5 })
  states.keep('b', '() => 2', { value: 6 })
  states.send()
  const next = hotStates()
  next.states.take(snapshots[0]!)
  expect(next.states.restore('a', '() => 1')).toEqual({ value: 5 })
  expect(next.states.restore('b', '() => 3')).toBeUndefined()
  expect(next.states.restore('c', '() => 4')).toBeUndefined()
  expect(next.warnings).toEqual(["hotState('b') begins anew: its initialiser has changed."])
})

test('what nobody has asked for yet is handed on', () => {
  const { states, snapshots } = hotStates()
  states.keep('a', '() => 1', { value: 5 })
  states.send()
  const next = hotStates()
  next.states.take(snapshots[0]!)
  next.states.send()
  expect(deserialize(next.snapshots[0]!)).toEqual(deserialize(snapshots[0]!))
})

test('more than 16 MB are not kept, and neither is what throws when it is looked at; the others are', () => {
  const { states, snapshots, warnings } = hotStates()
  states.keep('small', '1', { value: 1 })
  states.keep('large', '2', { bytes: new Uint8Array(17 * 1024 * 1024) })
  const trap = Object.defineProperty({}, 'x', {
    enumerable: true,
    get: () => {
      throw new Error('hands off')
    },
  })
  states.keep('trap', '3', trap)
  states.send()
  states.send()
  expect((deserialize(snapshots[1]!) as { name: string }[]).map(({ name }) => name)).toEqual(['small'])
  expect(warnings).toEqual([
    "hotState('large') is not kept any more: all of them may have 16 MB.",
    "hotState('trap') cannot be kept, and begins anew with every reload: Error: hands off.",
  ])
})
