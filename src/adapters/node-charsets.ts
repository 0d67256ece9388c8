import { createRequire } from 'node:module'
import type { TextCodec } from '../utils/charsets.js'

/** The charsets that `iconv-lite` knows; it is loaded when somebody first asks for one that is not built in. */
export const nodeTextCodec: TextCodec = {
  has: charset => !notCharsets.test(charset.replace(/[^a-z\d]/gi, '')) && iconv().encodingExists(charset),
  encode: (text, charset) => iconv().encode(text, charset),
  decode: (bytes, charset) => iconv().decode(bytes, charset, { stripBOM: hasByteOrderMark.test(charset) }),
}

type Iconv = typeof import('iconv-lite')

// What iconv-lite has besides charsets.
const notCharsets = /^(base64|hex|binary|internal)$/i
// These say their byte order at their start; in others, U+FEFF is a character like any other.
const hasByteOrderMark = /^utf[-_ ]?(16|32)$/i

let loaded: Iconv | undefined

function iconv(): Iconv {
  loaded ??= createRequire(import.meta.filename)('iconv-lite') as Iconv
  return loaded
}
