import { settings } from '../conf/settings.js'
import { decodeUrlsafeBase64, encodeUrlsafeBase64 } from '../utils/base64.js'
import { type DurationLike, toSeconds } from '../utils/duration.js'
import { repr } from '../utils/repr.js'
import { b62Decode, b62Encode } from './base62.js'
import { builtin } from './crypto.js'
import { BadSignature, SignatureExpired } from './exceptions.js'
import { base64Hmac, constantTimeCompare, type TextOrBytes } from './hmac.js'
import { JSONSerializer, type Serializer } from './json.js'

/** How a Signer signs. */
export interface SignerOptions {
  /** Default: `settings.SECRET_KEY`. */
  readonly key?: TextOrBytes | null
  /** What stands between a value and its signature, default `:`. */
  readonly sep?: string
  /** Sets apart what is signed for different purposes; a value signed with one salt is no good with another. */
  readonly salt?: string | null
  /** A name of Python's hashlib, default `sha256`. */
  readonly algorithm?: string | null
  /** Former keys that still verify. Default: `settings.SECRET_KEY_FALLBACKS`. */
  readonly fallbackKeys?: Iterable<TextOrBytes> | null
}

/** How an object becomes text. */
export interface SignObjectOptions {
  /** How it becomes bytes, default JSONSerializer. */
  readonly serializer?: Serializer
  /** Compress where that makes it shorter. */
  readonly compress?: boolean
}

/** How text becomes the object again. */
export interface UnsignObjectOptions {
  /** As it was when it was signed, default JSONSerializer. */
  readonly serializer?: Serializer
}

/** How old what was signed may be. */
export interface MaxAge {
  /** In seconds, or a duration; older values are refused. Not given or `null`: none is too old. */
  readonly maxAge?: number | DurationLike | null
}

/**
 * Puts a signature behind a value, and tells whether one there is ours. Anybody can read what is signed.
 * Tokens are Django's, in both directions. Django: "Cryptographic signing".
 *
 * ```ts
 * new Signer({ salt: 'invitations' }).sign('ann') // 'ann:…'
 * ```
 */
export class Signer {
  /** What it signs with. */
  readonly key: TextOrBytes
  /** Former keys that still verify. */
  readonly fallbackKeys: readonly TextOrBytes[]
  /** What stands between a value and its signature. */
  readonly sep: string
  /** What its signatures are for: those of another salt do not verify. */
  readonly salt: string
  /** The hash, by its name in Python's hashlib. */
  readonly algorithm: string

  constructor({ key, sep = ':', salt, algorithm, fallbackKeys }: SignerOptions = {}) {
    this.key = key?.length ? key : settings.SECRET_KEY
    this.fallbackKeys = [...(fallbackKeys ?? settings.SECRET_KEY_FALLBACKS)]
    this.sep = sep
    this.salt = salt || this.saltByDefault
    this.algorithm = algorithm || 'sha256'
    if (unsafeSeparator.test(sep)) {
      throw new RangeError(`Unsafe Signer separator: ${repr(sep)} (cannot be empty or consist of only A-z0-9-_=)`)
    }
  }

  /** The salt of a signer that was given none. */
  protected get saltByDefault(): string {
    return 'django.core.signing.Signer'
  }

  /** The signature alone. Throws InvalidAlgorithm. */
  signature(value: TextOrBytes, key: TextOrBytes | null = null): string {
    return base64Hmac(`${this.salt}signer`, value, key?.length ? key : this.key, this.algorithm)
  }

  /** The value with its signature behind it: `value:signature`. Throws InvalidAlgorithm. */
  sign(value: string): string {
    return `${value}${this.sep}${this.signature(String(value))}`
  }

  /** The value without its signature. Throws BadSignature when that is not ours. */
  unsign(signedValue: string): string {
    const at = signedValue.lastIndexOf(this.sep)
    if (at === -1) throw new BadSignature(`No "${this.sep}" found in value`)
    const value = signedValue.slice(0, at)
    const signature = signedValue.slice(at + this.sep.length)
    for (const key of [this.key, ...this.fallbackKeys]) {
      if (constantTimeCompare(signature, this.signature(value, key))) return value
    }
    throw new BadSignature(`Signature "${signature}" does not match`)
  }

  /** A signed, URL-safe string that holds `value` (as JSON). Throws TypeError for what JSON cannot hold. */
  signObject(value: unknown, { serializer = JSONSerializer, compress = false }: SignObjectOptions = {}): string {
    const data = serializer.dumps(value)
    const shorter = compress ? compressed(data) : null
    return this.sign(shorter === null ? encodeUrlsafeBase64(data) : `.${encodeUrlsafeBase64(shorter)}`)
  }

  /** What `signObject` put in. Throws BadSignature. */
  unsignObject(signed: string, { serializer = JSONSerializer }: UnsignObjectOptions = {}): unknown {
    return load(this.unsign(signed), serializer)
  }
}

/**
 * A Signer that adds the time of signing, so that a value can be refused for its age.
 * Django: `TimestampSigner`.
 */
export class TimestampSigner extends Signer {
  protected override get saltByDefault(): string {
    return 'django.core.signing.TimestampSigner'
  }

  /** The present second, in base 62. */
  timestamp(): string {
    return b62Encode(Math.floor(Date.now() / 1000))
  }

  override sign(value: string): string {
    return super.sign(`${value}${this.sep}${this.timestamp()}`)
  }

  /**
   * The value without its signature and time. Throws BadSignature, SignatureExpired, and RangeError (Python's
   * ValueError) when what was signed had no time.
   */
  override unsign(signedValue: string, { maxAge = null }: MaxAge = {}): string {
    const result = super.unsign(signedValue)
    const at = result.lastIndexOf(this.sep)
    if (at === -1) throw new RangeError('The signed value has no timestamp.')
    const signedAt = Number(b62Decode(result.slice(at + this.sep.length)))
    if (maxAge !== null) checkAge(Date.now() / 1000 - signedAt, toSeconds(maxAge))
    return result.slice(0, at)
  }

  override unsignObject(
    signed: string,
    { serializer = JSONSerializer, maxAge = null }: UnsignObjectOptions & MaxAge = {},
  ): unknown {
    return load(this.unsign(signed, { maxAge }), serializer)
  }
}

// As Python writes it, whose `$` also stands before a line end at the end.
const unsafeSeparator = /^[A-z0-9-_=]*\n?$/

function checkAge(ageSeconds: number, maxAgeSeconds: number): void {
  if (ageSeconds > maxAgeSeconds) throw new SignatureExpired(ageSeconds, maxAgeSeconds)
}

function compressed(data: Uint8Array): Uint8Array | null {
  const shorter = builtin('node:zlib').deflateSync(data)
  return shorter.length < data.length - 1 ? shorter : null
}

// The signature has been checked: nobody else can have put a bomb in there.
function load(text: string, serializer: Serializer): unknown {
  if (!text.startsWith('.')) return serializer.loads(decodeUrlsafeBase64(text))
  return serializer.loads(builtin('node:zlib').inflateSync(decodeUrlsafeBase64(text.slice(1))))
}
