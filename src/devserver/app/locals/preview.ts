import type { Runtime } from 'node:inspector'
import { types } from 'node:util'
import { isSecretName, SUBSTITUTE } from '../../../views/debug/filter.js'
import { shorten } from '../../../views/debug/print.js'

/** Of one value. */
const maxText = 400

/** A value that is no object, as one would write it. */
export function simpleText(value: unknown, name: string): string {
  if (isSecretName(name)) return SUBSTITUTE
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'function') return functionText(value)
  if (typeof value === 'bigint') return bigintText(value)
  return Object.is(value, -0) ? '-0' : String(value)
}

/** An error by what is written in it: its stack is made when somebody asks, which the project may have a say in. */
export function errorText(error: object): string {
  const message = dataOf(error, 'message')
  return shorten(`${classNameOf(error)}: ${typeof message === 'string' ? message : ''}`, maxText)
}

/** A value that the engine's debugger has described. */
export function textOf(remote: Runtime.RemoteObject, name: string): string {
  if (isSecretName(name)) return SUBSTITUTE
  const { preview, description = remote.type } = remote
  return shorten(preview ? previewText(preview) : description, maxText)
}

function previewText(preview: Runtime.ObjectPreview): string {
  const { description = '', subtype = '', entries, overflow } = preview
  if (whole.has(subtype)) return description
  const shown = subtype === 'typedarray' ? preview.properties.filter(isIndexed) : preview.properties
  const members = entries ? entries.map(entryText) : shown.map(each => propertyText(each, subtype))
  if (overflow) members.push('…')
  const text = members.join(', ')
  if (isList(subtype)) return `${description === `Array(${members.length})` ? '' : `${description} `}[${text}]`
  return `${description === 'Object' ? '' : `${description} `}{${text}}`
}

/** What these are is in their description. */
const whole = new Set(['date', 'regexp', 'error', 'node', 'null'])

function isList(subtype: string): boolean {
  return subtype === 'array' || subtype === 'typedarray'
}

function entryText({ key, value }: Runtime.EntryPreview): string {
  if (key === undefined) return nestedText(value)
  const isSecret = key.type === 'string' && isSecretName(key.description ?? '')
  return `${nestedText(key)} → ${isSecret ? SUBSTITUTE : nestedText(value)}`
}

function nestedText(preview: Runtime.ObjectPreview): string {
  const { type, description = '' } = preview
  return type === 'string' ? quote(description) : type === 'object' ? previewText(preview) : description
}

function propertyText({ name, type, subtype, value = '' }: Runtime.PropertyPreview, owner: string): string {
  const text = isSecretName(name) ? SUBSTITUTE : propertyValueText(type, subtype, value)
  return isList(owner) && isIndexed({ name }) ? text : `${name}: ${text}`
}

function isIndexed({ name }: { readonly name: string }): boolean {
  return /^\d+$/.test(name)
}

function propertyValueText(type: string, subtype: string | undefined, value: string): string {
  if (type === 'string') return quote(value)
  if (type === 'function') return 'function'
  if (type === 'accessor') return 'a getter'
  return type === 'object' && subtype === undefined && value === 'Object' ? '{…}' : value
}

function quote(text: string): string {
  const rest = text.length - maxText
  return rest <= 0 ? JSON.stringify(text) : `${JSON.stringify(text.slice(0, maxText))}… (${rest} more characters)`
}

/** Digits are made of it only where there are few. */
function bigintText(value: bigint): string {
  return BigInt.asIntN(1024, value) === value ? `${value}n` : 'a bigint of more than 300 digits'
}

function functionText(value: object): string {
  if (types.isProxy(value)) return 'a proxy of a function'
  const isClass = Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false
  return `${isClass ? 'class' : 'function'} ${String(dataOf(value, 'name') || '(anonymous)')}`
}

function classNameOf(value: object): string {
  const maker = dataOf(Object.getPrototypeOf(value) ?? {}, 'constructor')
  const name = typeof maker === 'function' ? dataOf(maker, 'name') : undefined
  return typeof name === 'string' && name !== '' ? name : 'Error'
}

/** What an object itself has under a name; nothing where a getter would have to be asked, or a proxy. */
function dataOf(value: object, name: string): unknown {
  return types.isProxy(value) ? undefined : Object.getOwnPropertyDescriptor(value, name)?.value
}
