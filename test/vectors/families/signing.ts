import { HttpRequest } from '../../../src/http/index.js'
import {
  b62Decode,
  b62Encode,
  base64Hmac,
  constantTimeCompare,
  dumps,
  loads,
  type MaxAge,
  Signer,
  type SignerOptions,
  saltedHmac,
  TimestampSigner,
} from '../../../src/signing/index.js'
import type { Input, Operation } from '../family.js'
import { decode } from '../values.js'

/** The operations of the family `cookies` that sign. */
export const signing: Readonly<Record<string, Operation>> = {
  signature: input => ({ value: signerOf(input).signature(decode(input.value) as string) }),
  sign: input => ({ value: signerOf(input).sign(decode(input.value) as string) }),
  unsign: input => ({ value: signerOf(input).unsign(decode(input.signed) as string, maxAgeOf(input)) }),
  sign_object: input => ({
    value: signerOf(input).signObject(decode(input.object), { compress: input.compress as boolean }),
  }),
  unsign_object: input => ({
    value: signerOf(input).unsignObject(decode(input.signed) as string, maxAgeOf(input)),
  }),
  dumps: input => ({ value: dumps(decode(input.object), optionsOf(input.kwargs)) }),
  loads: input => ({ value: loads(decode(input.signed) as string, optionsOf(input.kwargs)) }),
  b62_encode: ({ value }) => ({ value: b62Encode(decode(value) as number) }),
  b62_decode: ({ value }) => ({ value: b62Decode(decode(value) as string) }),
  salted_hmac: ({ args, kwargs }) => {
    const [salt, value, secret] = decode(args) as [string, string, string?]
    return { value: Buffer.from(saltedHmac(salt, value, secret, optionsOf(kwargs))).toString('hex') }
  },
  base64_hmac: ({ args }) => ({ value: base64Hmac(...(decode(args) as [string, string, string])) }),
  constant_time_compare: ({ args }) => ({ value: constantTimeCompare(...(decode(args) as [string, string])) }),
  get_signed_cookie: getSignedCookie,
}

function signerOf(input: Input): TimestampSigner {
  const SignerClass = input.timestamp ? TimestampSigner : Signer
  return new SignerClass(optionsOf(input.signer) as SignerOptions) as TimestampSigner
}

function maxAgeOf({ max_age }: Input): MaxAge {
  return { maxAge: decode(max_age) as number }
}

// Keyword arguments under their names here: `max_age` is `maxAge`.
function optionsOf(kwargs: unknown): Record<string, never> {
  const entries = Object.entries((decode(kwargs) ?? {}) as Record<string, never>)
  return Object.fromEntries(
    entries.map(([name, value]) => [name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase()), value]),
  )
}

function getSignedCookie(input: Input): unknown {
  const request = new HttpRequest()
  for (const [name, value] of decode(input.COOKIES) as [string, string][]) request.COOKIES[name] = value
  return { value: request.getSignedCookie(decode(input.key) as string, optionsOf(input.kwargs)) }
}
