import { readFileSync } from 'node:fs'
import { nearest } from '../../utils/suggest.js'
import { escaped, importClauses, placeInClause } from '../compiler/imported-names.js'
import { type BuildMessage, messageFrom, messagesAsText, plainMessage } from '../compiler/messages.js'

/** A name that a module imports from a package that has no such export. */
export interface UnknownName {
  /** Paths of the modules that may be the importer. */
  readonly importers: readonly string[]
  readonly specifier: string
  readonly name: string
  readonly namespace: object
  /** The path of tiny-django that exports the name; none where no path does. */
  readonly ownPath?: string | undefined
}

/** Modules import what packages do not export. ES modules refuse that before anything runs, and so is it here. */
export class ImportErrors extends Error {
  override readonly name = 'ImportErrors'
  readonly messages: readonly BuildMessage[]

  constructor(unknown: readonly UnknownName[], root: string) {
    const messages = unknown.flatMap(each => messagesFor(each, root))
    super(messages.map(({ text }) => text).join('\n'))
    this.messages = messages
    this.stack = messagesAsText(messages) // where it was noticed explains nothing
  }
}

function messagesFor(unknown: UnknownName, root: string): BuildMessage[] {
  const { importers, specifier, name } = unknown
  const text = `No matching export in "${specifier}" for import "${name}"`
  const notes = hintsFor(unknown).map(plainMessage)
  const places = importers.flatMap(path => placesOf(path, specifier, name))
  return places.length === 0
    ? [{ ...plainMessage(text), notes }]
    : places.map(each => ({ ...placed(text, each, root), notes }))
}

/** `text` about each import of `specifier` in these files; none where they have no such import. */
export function messagesAbout(
  specifier: string,
  importers: readonly string[],
  text: string,
  root: string,
): BuildMessage[] {
  const quoted = new RegExp(`\\b(?:from|import|require)\\s*\\(?\\s*((['"])${escaped(specifier)}\\2)`)
  return importers.flatMap(file => {
    const source = readFileSync(file, 'utf8')
    const found = quoted.exec(source)
    if (!found) return []
    const [all, literal = ''] = found
    const start = found.index + all.length - literal.length
    return [placed(text, { ...positionIn(source, start), file, length: literal.length }, root)]
  })
}

function placed(text: string, place: Place, root: string): BuildMessage {
  const location = { ...place, column: place.column - 1, namespace: 'file', suggestion: '' }
  return messageFrom({ text, location, notes: [] }, root)
}

function hintsFor({ namespace, name, specifier, ownPath }: UnknownName): string[] {
  if (ownPath !== undefined) return [`"${ownPath}" exports it: import { ${name} } from '${ownPath}'`]
  const near = nearest(name, Object.keys(namespace))
  if (near !== undefined) return [`Did you mean to import "${near}" instead?`]
  const whole: unknown = Reflect.get(namespace, 'default')
  const isInside = Object(whole) === whole && Reflect.has(whole as object, name)
  return isInside ? [`It is part of the default export: import all from "${specifier}", then all.${name}`] : []
}

interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly length: number
  readonly lineText: string
}

function placesOf(path: string, specifier: string, name: string): Place[] {
  const source = readFileSync(path, 'utf8')
  return importClauses(source, specifier).flatMap(clause => {
    const found = placeInClause(clause, name)
    return found ? [{ ...positionIn(source, found.start), file: path, length: found.length }] : []
  })
}

function positionIn(source: string, offset: number): { line: number; column: number; lineText: string } {
  const before = source.slice(0, offset).split(/\r\n|\r|\n/)
  const lineText = source.split(/\r\n|\r|\n/)[before.length - 1] ?? ''
  return { line: before.length, column: before.at(-1)!.length + 1, lineText }
}
