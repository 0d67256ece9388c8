import type { OwnSettings } from 'tiny-django/conf'
import type { HttpRequest, HttpResponse } from 'tiny-django/http'
import type { DurationLike } from 'tiny-django/utils/duration'

/** Who somebody says they are. */
export interface Credentials {
  readonly username?: string
}

declare module 'tiny-django/conf' {
  interface ProjectSettings {
    /** How many logins may fail before the next one is refused. */
    LOCKOUT_FAILURE_LIMIT: number
    /** How long that lasts: hours, or a duration, or what says so. `null`: for good. */
    LOCKOUT_COOLOFF: Cooloff | (() => Cooloff)
    /** The status of the refusal. */
    LOCKOUT_STATUS_CODE: number
    /** A page that explains it. */
    LOCKOUT_TEMPLATE: string | null
    /** Where to send people instead, if there is no template. */
    LOCKOUT_URL: string | null
    /** Makes the whole response, if the project wants another. */
    LOCKOUT_CALLABLE: ((request: HttpRequest, credentials: Credentials | null) => HttpResponse) | null
  }
}

export type Cooloff = number | DurationLike | null

/** For the second object of `defineSettings()`. */
export const lockoutDefaults: OwnSettings = {
  LOCKOUT_FAILURE_LIMIT: 3,
  LOCKOUT_COOLOFF: null,
  LOCKOUT_STATUS_CODE: 429,
  LOCKOUT_TEMPLATE: null,
  LOCKOUT_URL: null,
  LOCKOUT_CALLABLE: null,
}
