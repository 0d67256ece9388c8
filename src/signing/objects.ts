import type { DurationLike } from '../utils/duration.js'
import type { TextOrBytes } from './hmac.js'
import type { Serializer } from './json.js'
import { TimestampSigner } from './signer.js'

/** How `dumps` signs. */
export interface DumpsOptions {
  /** Default: `settings.SECRET_KEY`. */
  readonly key?: TextOrBytes | null
  /** Sets apart what is signed for different purposes, default `django.core.signing`. */
  readonly salt?: string
  /** How the value becomes bytes, default JSONSerializer. */
  readonly serializer?: Serializer
  /** Compress where that makes it shorter. */
  readonly compress?: boolean
}

/** How `loads` checks: `key`, `salt` and `serializer` as they were for `dumps`. */
export interface LoadsOptions {
  /** Default: `settings.SECRET_KEY`. */
  readonly key?: TextOrBytes | null
  /** As it was when it was signed, default `django.core.signing`. */
  readonly salt?: string
  /** How bytes become the value, default JSONSerializer. */
  readonly serializer?: Serializer
  /** In seconds, or a duration; older values are refused. */
  readonly maxAge?: number | DurationLike | null
  /** Former keys that still verify. Default: `settings.SECRET_KEY_FALLBACKS`. */
  readonly fallbackKeys?: Iterable<TextOrBytes> | null
}

/**
 * A value as a URL-safe string that nobody can change unseen, with the time of signing in it.
 * Throws TypeError for what JSON cannot hold. Django: `signing.dumps`.
 *
 * ```ts
 * dumps({ id: 3 }, { salt: 'unsubscribe' })
 * ```
 */
export function dumps(value: unknown, options: DumpsOptions = {}): string {
  const { key, salt = objectSalt, serializer, compress } = options
  return new TimestampSigner({ key, salt }).signObject(value, { serializer, compress })
}

/** The value in what `dumps` returned. Throws BadSignature and SignatureExpired. Django: `signing.loads`. */
export function loads(signed: string, options: LoadsOptions = {}): unknown {
  const { key, salt = objectSalt, serializer, maxAge, fallbackKeys } = options
  return new TimestampSigner({ key, salt, fallbackKeys }).unsignObject(signed, { serializer, maxAge })
}

const objectSalt = 'django.core.signing'
