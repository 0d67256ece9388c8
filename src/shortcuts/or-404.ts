import { Http404 } from '../http/exceptions.js'
import { isPromiseLike } from '../utils/after.js'

/**
 * There is no such object. Django: `ObjectDoesNotExist`, and the `DoesNotExist` of each model; an error of that name from
 * elsewhere counts too.
 */
export class DoesNotExist extends Error {
  override readonly name = 'DoesNotExist'
}

/** There are several where one was asked for. Django: `MultipleObjectsReturned`. */
export class MultipleObjectsReturned extends Error {
  override readonly name = 'MultipleObjectsReturned'
}

/** Which of several things are meant: those that a function says yes to, or whose fields have these values. */
export type Query<T> = ((thing: T) => boolean) | Partial<T>

/** Something that finds one thing by itself: a repository, a model, a cache. */
export interface Gets<Args extends readonly unknown[], Result> {
  get(...args: Args): Result
}

/** Something that finds several by itself. */
export interface Filters<Args extends readonly unknown[], Result> {
  filter(...args: Args): Result
}

/** What was found, if anything; later, if the search takes its time. */
export type Found<Result> = Result extends PromiseLike<infer Later> ? Promise<NonNullable<Later>> : NonNullable<Result>

type Several<Result> =
  Result extends PromiseLike<infer Later>
    ? Promise<Several<Later>>
    : Result extends Iterable<infer T>
      ? T[]
      : Result extends AsyncIterable<infer T>
        ? Promise<T[]>
        : unknown

/**
 * The one thing that is meant: of an array or any iterable by a function or by fields, of a Map by its key, of anything
 * else by its own `get(…)`, which may be async. Throws Http404 when there is none, or `get` gives `null` or throws a
 * DoesNotExist; MultipleObjectsReturned when there are several. Django: `get_object_or_404`.
 *
 * ```ts
 * const article = getObjectOr404(articles, { slug })
 * const user = await getObjectOr404(users, { id })   // users.get({ id })
 * ```
 */
export function getObjectOr404<K, V>(things: ReadonlyMap<K, V>, key: K): V
export function getObjectOr404<K, V>(things: ReadonlyMap<K, V>, query: Query<V>): V
export function getObjectOr404<Args extends readonly unknown[], Result>(
  things: Gets<Args, Result>,
  ...args: Args
): Found<Result>
export function getObjectOr404<T>(things: Iterable<T>, query?: Query<T>): T
export function getObjectOr404<T>(things: AsyncIterable<T>, query?: Query<T>): Promise<T>
export function getObjectOr404(things: unknown, ...args: readonly unknown[]): unknown {
  if (things instanceof Map) return things.has(args[0]) ? things.get(args[0]) : onlyOne([...things.values()], args[0])
  if (hasMethod(things, 'get')) return attempt(things, () => things.get(...args), present)
  if (isIterable(things)) return onlyOne([...things], args[0])
  if (isAsyncIterable(things)) return collect(things).then(all => onlyOne(all, args[0]))
  throw unusable('getObjectOr404', 'get', things)
}

/**
 * All that are meant, at least one: as `getObjectOr404`, with `filter(…)` in the place of `get(…)`. Throws Http404 when
 * there is none. Django: `get_list_or_404`.
 */
export function getListOr404<K, V>(things: ReadonlyMap<K, V>, query?: Query<V>): V[]
export function getListOr404<T>(things: Iterable<T>, query?: Query<T>): T[]
export function getListOr404<T>(things: AsyncIterable<T>, query?: Query<T>): Promise<T[]>
export function getListOr404<Args extends readonly unknown[], Result>(
  things: Filters<Args, Result>,
  ...args: Args
): Several<Result>
export function getListOr404(things: unknown, ...args: readonly unknown[]): unknown {
  if (things instanceof Map) return atLeastOne([...things.values()], args[0])
  if (hasMethod(things, 'filter') && !Array.isArray(things)) {
    return attempt(things, () => things.filter(...args), listed)
  }
  if (isIterable(things)) return atLeastOne([...things], args[0])
  if (isAsyncIterable(things)) return collect(things).then(all => atLeastOne(all, args[0]))
  throw unusable('getListOr404', 'filter', things)
}

function onlyOne(things: readonly unknown[], query: unknown): unknown {
  const found = things.filter(thing => isMeant(thing, query))
  if (found.length === 0) throw noMatch(nameOfMember(things))
  if (found.length === 1) return found[0]
  const name = nameOfMember(found)
  throw new MultipleObjectsReturned(`get() returned more than one ${name} -- it returned ${found.length}!`)
}

function atLeastOne(things: readonly unknown[], query: unknown): unknown[] {
  const found = things.filter(thing => isMeant(thing, query))
  if (found.length === 0) throw noMatch(nameOfMember(things))
  return found
}

function isMeant(thing: unknown, query: unknown): boolean {
  if (query === undefined) return true
  if (typeof query === 'function') return Boolean(query(thing))
  // A key that a Map does not have.
  if (typeof query !== 'object' || query === null) return false
  const fields = Object(thing) as Readonly<Record<string, unknown>>
  return Object.entries(query).every(([name, value]) => Object.is(fields[name], value))
}

/** What a search of its own found, through `check`, whenever it is there. */
function attempt(things: object, search: () => unknown, check: (found: unknown, name: string) => unknown): unknown {
  const name = nameOf(things)
  const failed = (error: unknown): never => {
    throw isDoesNotExist(error) ? noMatch(name) : error
  }
  let found: unknown
  try {
    found = search()
  } catch (error) {
    return failed(error)
  }
  return isPromiseLike(found) ? Promise.resolve(found).then(later => check(later, name), failed) : check(found, name)
}

function present(found: unknown, name: string): unknown {
  if (found === null || found === undefined) throw noMatch(name)
  return found
}

function listed(found: unknown, name: string): unknown {
  if (isAsyncIterable(found)) return collect(found).then(all => listed(all, name))
  const all = isIterable(found) ? [...found] : []
  if (all.length === 0) throw noMatch(name)
  return all
}

function noMatch(name: string): Http404 {
  return new Http404(`No ${name} matches the given query.`)
}

function isDoesNotExist(error: unknown): boolean {
  return error instanceof Error && /^(Object)?DoesNotExist$/.test(error.name)
}

/** Of the model of a manager, or of the class itself. */
function nameOf(things: object): string {
  const { model } = things as { model?: unknown }
  if (typeof model === 'function' && model.name) return model.name
  if (typeof things === 'function' && things.name) return things.name
  return className(things)
}

function nameOfMember(things: readonly unknown[]): string {
  return className(things[0])
}

function className(value: unknown): string {
  const maker: unknown = typeof value === 'object' && value !== null ? value.constructor : null
  return typeof maker === 'function' && maker !== Object && maker.name ? maker.name : 'object'
}

function unusable(name: string, method: string, things: unknown): TypeError {
  const what = typeof things === 'function' ? things.name : things === null ? 'null' : className(things)
  return new TypeError(
    `First argument to ${name}() must be an array, a Map, an iterable or something with ${method}(), not '${what}'.`,
  )
}

function hasMethod<Name extends string>(
  value: unknown,
  name: Name,
): value is object & Record<Name, (...args: readonly unknown[]) => unknown> {
  return value !== null && value !== undefined && typeof (value as Record<string, unknown>)[name] === 'function'
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

async function collect(things: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = []
  for await (const thing of things) all.push(thing)
  return all
}
