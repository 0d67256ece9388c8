import { settings } from 'tiny-django/conf'
import { type HttpRequest, HttpResponse, JsonResponse } from 'tiny-django/http'
import { redirect, render } from 'tiny-django/shortcuts'
import { toSeconds } from 'tiny-django/utils/duration'
import { urlencode } from 'tiny-django/utils/http'
import type { Credentials } from './conf'

/** What somebody gets who has failed to log in too often: JSON for a script, else a page, a redirect or a sentence. */
export function getLockoutResponse(request: HttpRequest, credentials: Credentials | null = null): HttpResponse {
  const { LOCKOUT_CALLABLE, LOCKOUT_STATUS_CODE: status, LOCKOUT_TEMPLATE, LOCKOUT_URL } = settings
  if (LOCKOUT_CALLABLE !== null) return calledFor(LOCKOUT_CALLABLE, request, credentials)

  const context = getLockoutContext(request, credentials)
  if (isAjax(request)) return new JsonResponse(context, { status })
  if (LOCKOUT_TEMPLATE) return render(request, LOCKOUT_TEMPLATE, context, { status })
  if (LOCKOUT_URL) return redirect(`${LOCKOUT_URL}?${urlencode({ username: context.username })}`)
  return new HttpResponse(getLockoutMessage(), { status })
}

/** What templates and scripts are told. */
interface LockoutContext {
  readonly failure_limit: number
  readonly username: string
  /** As ISO 8601 has it, where the lock ends at all. */
  readonly cooloff_time?: string
  readonly cooloff_minutes?: number
}

function getLockoutContext(request: HttpRequest, credentials: Credentials | null): LockoutContext {
  const coolOff = getCoolOff()
  const context = {
    failure_limit: settings.LOCKOUT_FAILURE_LIMIT,
    username: getClientUsername(request, credentials) ?? '',
  }
  if (coolOff === null) return context
  return { ...context, cooloff_time: getCoolOffIso8601(coolOff), cooloff_minutes: Math.ceil(coolOff / 60) }
}

/** For how many seconds somebody is locked out; `null`: for good. */
export function getCoolOff(): number | null {
  const setting = settings.LOCKOUT_COOLOFF
  const coolOff = typeof setting === 'function' ? setting() : setting
  if (coolOff === null) return null
  return typeof coolOff === 'number' ? coolOff * 3600 : toSeconds(coolOff)
}

/** `PT1H30M`, `P15D`: only what is not zero. */
export function getCoolOffIso8601(duration: number): string {
  const seconds = Math.round(duration)
  const date = written([[Math.floor(seconds / 86400), 'D']])
  const time = written([
    [Math.floor(seconds / 3600) % 24, 'H'],
    [Math.floor(seconds / 60) % 60, 'M'],
    [seconds % 60, 'S'],
  ])
  return `P${date}${time && `T${time}`}`
}

function written(parts: readonly (readonly [value: number, designator: string])[]): string {
  return parts.map(([value, designator]) => (value === 0 ? '' : `${value}${designator}`)).join('')
}

/** Whose login it is, by the credentials or else by the form. */
export function getClientUsername(request: HttpRequest, credentials: Credentials | null = null): string | null {
  return credentials?.username ?? request.POST.get('username')
}

export function getLockoutMessage(): string {
  return settings.LOCKOUT_COOLOFF === null
    ? 'Too many logins have failed. Only an administrator can unlock this account.'
    : 'Too many logins have failed. Try again later.'
}

function isAjax(request: HttpRequest): boolean {
  return request.META.HTTP_X_REQUESTED_WITH === 'XMLHttpRequest'
}

function calledFor(callable: unknown, request: HttpRequest, credentials: Credentials | null): HttpResponse {
  if (typeof callable === 'function') return callable(request, credentials)
  throw new TypeError(`settings.LOCKOUT_CALLABLE needs to be a function or null, not ${JSON.stringify(callable)}.`)
}
