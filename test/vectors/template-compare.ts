import { isDeepStrictEqual } from 'node:util'
import type { TemplateDebug } from '../../src/template/index.js'
import { NoReverseMatch } from '../../src/urls/index.js'
import type { Outcome } from './compare.js'
import type { Case } from './family.js'
import { writtenOut } from './template-values.js'

/** An error, and whether it came while a template was compiled or rendered. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly phase: 'compile' | 'render'

  constructor(error: unknown, phase: 'compile' | 'render') {
    super(String(error), { cause: error })
    this.phase = phase
    if (error instanceof Error && error.stack !== undefined) this.stack = error.stack
  }
}

interface RecordedError {
  readonly class: string
  readonly message: string
  readonly compare: 'class+message' | 'class'
  readonly phase?: 'compile' | 'render'
  readonly debug?: Readonly<Record<string, unknown>>
}

/** Whether `outcome` is what was recorded (FORMAT-template, "Errors"). */
export function isAsRecordedTemplate(one: Case, outcome: Outcome): boolean {
  const error = one.error as unknown as RecordedError | undefined
  if (error === undefined)
    return 'out' in outcome && isDeepStrictEqual(comparable(outcome.out), comparable(writtenOut(one.out)))
  if (!('error' in outcome)) return false
  return one.tags?.includes('python-error') === true || isSameError(outcome.error, error)
}

/** Whether an error is the one that was recorded. */
export function isSameError(actual: unknown, recorded: RecordedError): boolean {
  const error = actual instanceof Failure ? actual.cause : actual
  if (!(error instanceof Error) || !hasClass(error, recorded.class)) return false
  if (recorded.compare === 'class+message' && sentenceOf(error) !== recorded.message) return false
  if (actual instanceof Failure && recorded.phase !== undefined && actual.phase !== recorded.phase) return false
  return recorded.debug === undefined || isSameDebug(error, recorded.debug)
}

// What ours says beyond Django's words is advice.
function sentenceOf(error: Error): string {
  return error instanceof NoReverseMatch ? error.djangoMessage : error.message
}

function isSameDebug(error: Error, recorded: Readonly<Record<string, unknown>>): boolean {
  const { templateDebug } = error as { templateDebug?: TemplateDebug }
  if (templateDebug === undefined) return false
  const message = error instanceof NoReverseMatch ? error.djangoMessage : templateDebug.message
  const ours = { ...templateDebug, message } as Readonly<Record<string, unknown>>
  return Object.keys(recorded).every(name => isDeepStrictEqual(ours[name], recorded[name]))
}

function hasClass(error: Error, name: string): boolean {
  return error.name === name || (pythonErrors[name] ?? []).some(type => error instanceof type)
}

// What CPython raises where JavaScript has types of its own.
const pythonErrors: Readonly<Record<string, readonly (new () => Error)[]>> = {
  TypeError: [TypeError],
  AttributeError: [TypeError],
  ValueError: [RangeError, SyntaxError],
  OverflowError: [RangeError],
  IndexError: [RangeError],
  KeyError: [RangeError],
  RecursionError: [RangeError],
  RuntimeError: [Error],
}

// A dictionary with text for keys is written in either of two ways.
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable)
  if (typeof value !== 'object' || value === null) return value
  const { $dict } = value as { $dict?: readonly (readonly [unknown, unknown])[] }
  if ($dict?.every(([key]) => typeof key === 'string'))
    return comparable(Object.fromEntries($dict as [string, unknown][]))
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, comparable(member)]))
}
