import { getConditionalResponse } from '../../http/cache.js'
import type { HttpRequest } from '../../http/request.js'
import type { HttpResponseBase } from '../../http/response-base.js'
import { ConditionalGetMiddleware } from '../../middleware/http.js'
import type { AnyView } from '../../urls/types.js'
import { after } from '../../utils/after.js'
import { httpDate, quoteEtag } from '../../utils/http.js'
import type { PlainDateTimeLike, ZonedDateTimeLike } from '../../utils/temporal.js'
import { responseOf } from './answering.js'
import { decoratorFromMiddleware } from './from-middleware.js'
import type { ViewDecorator } from './http.js'
import { wrapping } from './wrapping.js'

/** A moment: what has no time zone is UTC. */
export type Moment = Date | ZonedDateTimeLike | PlainDateTimeLike

type Computed<T> = T | null | undefined | Promise<T | null | undefined>

/** Computes the entity tag of what a view shows: in quotes, or it gets them. It is given what the view is given. */
export type EtagFunction = (request: HttpRequest, ...args: never[]) => Computed<string>

/** Computes when what a view shows was last changed. It is given what the view is given. */
export type LastModifiedFunction = (request: HttpRequest, ...args: never[]) => Computed<Moment>

export interface ConditionFunctions {
  readonly etagFunc?: EtagFunction | null
  readonly lastModifiedFunc?: LastModifiedFunction | null
}

/**
 * Answers before the view is asked where the request says what the client has already: 304 for a page that has not
 * changed, 412 for a change to something that has. GET and HEAD get the ETag and Last-Modified that were computed.
 * Either function may be asynchronous; `null` stands for what does not exist.
 * Django: "Conditional view processing".
 *
 * ```ts
 * export const article = condition({ etagFunc: (_request, { id }: { id: number }) => versions.get(id) })(show)
 * ```
 */
export function condition({ etagFunc = null, lastModifiedFunc = null }: ConditionFunctions = {}): ViewDecorator {
  return view =>
    wrapping(view, function (this: unknown, ...args: never[]) {
      return after(etagFunc?.apply(this, args as never), etag =>
        after(lastModifiedFunc?.apply(this, args as never), moment =>
          respond(args[0] as unknown as HttpRequest, computed(etag, moment), () => Reflect.apply(view, this, args)),
        ),
      )
    })
}

/** `condition` by the entity tag alone. */
export function etag(etagFunc: EtagFunction): ViewDecorator {
  return condition({ etagFunc })
}

/** `condition` by the date alone. */
export function lastModified(lastModifiedFunc: LastModifiedFunction): ViewDecorator {
  return condition({ lastModifiedFunc })
}

/** Has one view do what ConditionalGetMiddleware does for all. Django: `conditional_page`. */
export const conditionalPage: ViewDecorator = decoratorFromMiddleware(ConditionalGetMiddleware)

interface Conditions {
  readonly etag: string | null
  readonly lastModified: number | null
}

function computed(etag: string | null | undefined, moment: Moment | null | undefined): Conditions {
  return {
    etag: etag === null || etag === undefined ? null : quoteEtag(etag),
    lastModified: moment ? Math.floor(epochMilliseconds(moment) / 1000) : null,
  }
}

function respond(request: HttpRequest, conditions: Conditions, view: () => ReturnType<AnyView>): unknown {
  const early = getConditionalResponse(request, conditions)
  return after((early ?? view()) as unknown, answer => withHeaders(request, responseOf(answer), conditions))
}

function withHeaders(request: HttpRequest, answer: unknown, { etag, lastModified }: Conditions): unknown {
  const { headers } = Object(answer) as Partial<HttpResponseBase>
  if (headers === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return answer
  if (lastModified) headers.setdefault('Last-Modified', httpDate(lastModified))
  if (etag) headers.setdefault('ETag', etag)
  return answer
}

function epochMilliseconds(moment: Moment): number {
  if (moment instanceof Date) return moment.getTime()
  if ('epochMilliseconds' in moment) return moment.epochMilliseconds
  const { year, month, day, hour, minute, second, millisecond } = moment
  return Date.UTC(year, month - 1, day, hour, minute, second, millisecond)
}
