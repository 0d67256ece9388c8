import { cleanse } from '../../../views/debug/filter.js'
import type { InsideRecord, WireRecord } from '../../record.js'
import { headerOf } from '../exchange.js'
import { SUBSTITUTE } from './mask.js'

/** What a copy is made of. */
export interface Copied {
  readonly wire: WireRecord
  readonly inside: InsideRecord
  /** `http://localhost:8000`. */
  readonly origin: string
  /** Which modules the project has. */
  readonly modules: ProjectModules
}

export interface ProjectModules {
  readonly settings?: string
  readonly urls?: string
}

export type BodyKind = 'form' | 'multipart' | 'json' | 'other'

export function kindOfBody({ requestHeaders }: Pick<WireRecord, 'requestHeaders'>): BodyKind {
  const type = headerOf(requestHeaders, 'content-type') ?? ''
  if (type.startsWith('application/x-www-form-urlencoded')) return 'form'
  if (type.startsWith('multipart/form-data')) return 'multipart'
  return /^application\/(?:.+\+)?json/.test(type) ? 'json' : 'other'
}

/** A value as it is written in a program. */
export function written(value: unknown, indent = 0): string {
  if (typeof value === 'string') return writtenText(value)
  if (typeof value !== 'object' || value === null) return String(value)
  const pairs = Array.isArray(value)
    ? value.map(each => written(each))
    : Object.entries(value).map(([name, each]) => `${writtenKey(name)}: ${written(each)}`)
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{ ', ' }']
  if (pairs.length === 0) return `${open}${close}`.replaceAll(' ', '')
  const line = `${open}${pairs.join(', ')}${close}`
  if (line.length <= 80) return line
  const space = ' '.repeat(indent)
  return `${open.trim()}\n${pairs.map(pair => `${space}  ${pair},`).join('\n')}\n${space}${close.trim()}`
}

function writtenText(text: string): string {
  const inside = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${inside.replace(/[\u2028\u2029]/g, each => `\\u${each.charCodeAt(0).toString(16)}`)}'`
}

function writtenKey(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) && name !== '__proto__' ? name : writtenText(name)
}

/** Whether anything in it is hidden. */
export function hasSecrets(value: unknown): boolean {
  return JSON.stringify(cleanse('', value)) !== JSON.stringify(value) || JSON.stringify(value).includes(SUBSTITUTE)
}

/** The body as text, or nothing: there is none, or it is no text. */
export function bodyText({ wire, inside }: Pick<Copied, 'wire' | 'inside'>): string[] {
  if (wire.requestBody.total === 0) return []
  switch (kindOfBody(wire)) {
    case 'form':
      return [String(new URLSearchParams(inside.form.map(([name, value]) => [name, value])))]
    case 'multipart':
      return []
    case 'json':
    case 'other':
      return inside.body === undefined ? [] : [inside.body]
  }
}
