import { cleanse, SUBSTITUTE } from '../../../views/debug/filter.js'
import type { Row } from '../../record.js'

export { SUBSTITUTE }

/** Headers as rows, with what is a key to something masked: cookies one by one. */
export function maskedHeaders(headers: readonly string[], secretCookies: readonly string[] = []): Row[] {
  return pairsOf(headers).map(([name, value]): Row => [name, maskedHeader(name, value, secretCookies)])
}

export function maskedHeader(name: string, value: string, secretCookies: readonly string[] = []): string {
  switch (name.toLowerCase()) {
    case 'cookie':
      return value
        .split(/; */)
        .map(pair => maskedPair(pair, secretCookies))
        .join('; ')
    case 'set-cookie': {
      const [pair = '', ...attributes] = value.split(';')
      return [maskedPair(pair, secretCookies), ...attributes].join(';')
    }
    default:
      return String(cleanse(name, value))
  }
}

/** The cookies that a client sent, in the order in which it sent them. */
export function cookiesOf(headers: readonly string[], secretCookies: readonly string[] = []): Row[] {
  const cookies = pairsOf(headers).filter(([name]) => name.toLowerCase() === 'cookie')
  return cookies.flatMap(([, value]) =>
    value.split(/; */).map((pair): Row => {
      const [name, text] = splitPair(maskedPair(pair, secretCookies))
      return [name, text]
    }),
  )
}

export function pairsOf(headers: readonly string[]): [name: string, value: string][] {
  return headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1] ?? '']] : []))
}

function maskedPair(pair: string, secretCookies: readonly string[]): string {
  const [name, value] = splitPair(pair)
  const isSecret = secretCookies.includes(name) || cleanse(name, value) === SUBSTITUTE
  return isSecret ? `${name}=${SUBSTITUTE}` : pair
}

function splitPair(pair: string): [name: string, value: string] {
  const at = pair.indexOf('=')
  return at === -1 ? ['', pair] : [pair.slice(0, at).trim(), pair.slice(at + 1)]
}
