/** A value that was not signed by any of our keys, or was changed since. Django: `django.core.signing.BadSignature`. */
export class BadSignature extends Error {
  override readonly name: string = 'BadSignature'
}

/** A value that was signed by us, but too long ago. Django: `django.core.signing.SignatureExpired`. */
export class SignatureExpired extends BadSignature {
  override readonly name = 'SignatureExpired'
  /** How long ago it was signed. */
  readonly ageSeconds: number
  /** How long ago it may have been. */
  readonly maxAgeSeconds: number

  constructor(ageSeconds: number, maxAgeSeconds: number) {
    super(`Signature age ${ageSeconds} > ${maxAgeSeconds} seconds`)
    this.ageSeconds = ageSeconds
    this.maxAgeSeconds = maxAgeSeconds
  }
}

/** The name of no hash that is known here. Django: `django.utils.crypto.InvalidAlgorithm`, a ValueError. */
export class InvalidAlgorithm extends RangeError {
  override readonly name = 'InvalidAlgorithm'
  /** The name that was given. */
  readonly algorithm: string

  constructor(algorithm: string) {
    super(`'${algorithm}' is not an algorithm accepted by the hashlib module.`)
    this.algorithm = algorithm
  }
}
