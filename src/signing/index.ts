export { b62Decode, b62Encode } from './base62.js'
export { getCookieSigner, signCookie, type UnsignCookieOptions, unsignCookie } from './cookies.js'
export { type Builtins, registerBuiltins } from './crypto.js'
export { BadSignature, InvalidAlgorithm, SignatureExpired } from './exceptions.js'
export { base64Hmac, constantTimeCompare, saltedHmac, type TextOrBytes } from './hmac.js'
export { JSONSerializer, type Serializer } from './json.js'
export { type DumpsOptions, dumps, type LoadsOptions, loads } from './objects.js'
export {
  type MaxAge,
  Signer,
  type SignerOptions,
  type SignObjectOptions,
  TimestampSigner,
  type UnsignObjectOptions,
} from './signer.js'
