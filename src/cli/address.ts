import { isIP, isIPv4, isIPv6 } from 'node:net'
import type { ListenAddress } from '../devserver/options.js'
import { CommandError } from '../management/exceptions.js'

const DEFAULT_PORT = 8000
const LOOPBACK = ['127.0.0.1', '::1']

// The forms of Django's `naiveip_re`: 8001, 0:8000, 127.0.0.1:8000, [::1]:8000, localhost:8000.
const ADDRESS =
  /^(?:(?:(?<ipv4>\d{1,3}(?:\.\d{1,3}){3})|(?<ipv6>\[[a-fA-F0-9:]+\])|(?<name>[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*)):)?(?<port>\d+)$/

/**
 * What `runserver [addrport]` asks to listen on. Django: "runserver"; its messages are kept. Unlike Django, both
 * loopback addresses are meant when none is given, since `localhost` may be either.
 */
export function parseAddress(addrport: string | undefined, ipv6Only: boolean): ListenAddress {
  const fallback = ipv6Only ? { hosts: ['::1'], explicit: true } : { hosts: LOOPBACK, explicit: false }
  if (addrport === undefined) return { ...fallback, port: DEFAULT_PORT }
  const found = ADDRESS.exec(addrport)?.groups
  const port = Number(found?.port)
  if (found === undefined || port > 65535) throw invalidAddress(addrport)
  const host = hostOf(found, ipv6Only)
  if (host === undefined) return { ...fallback, port }
  // A name may stand for addresses of both kinds; Django's socket is of one.
  return { hosts: [host], port, explicit: true, ...(isIP(host) === 0 && { family: ipv6Only ? 6 : 4 }) }
}

export function looksLikeAddress(text: string): boolean {
  return ADDRESS.test(text)
}

function hostOf({ ipv4, ipv6, name }: Record<string, string | undefined>, ipv6Only: boolean): string | undefined {
  if (ipv6) return ipv6.slice(1, -1)
  if (ipv4 && ipv6Only) throw new CommandError(`"${ipv4}" is not a valid IPv6 address.`, { returncode: 2 })
  if (name === '0') return ipv6Only ? '::' : '0.0.0.0'
  return ipv4 ?? name
}

function invalidAddress(addrport: string): CommandError {
  return new CommandError(`"${addrport}" is not a valid port number or address:port pair.${hintFor(addrport)}`, {
    returncode: 2,
  })
}

function hintFor(addrport: string): string {
  if (/[/\\]/.test(addrport)) return ' There is no folder of that name either.'
  const meant = repaired(addrport)
  return meant === undefined ? '' : ` Did you mean "${meant}"?`
}

/** The two usual slips: an IPv6 address without its brackets, an address without a port. */
function repaired(addrport: string): string | undefined {
  const [, host = '', port] = /^(.+):(\d{4,5})$/.exec(addrport) ?? []
  if (isIPv6(host)) return `[${host}]:${port}`
  if (isIPv6(addrport)) return `[${addrport}]:${DEFAULT_PORT}`
  if (isIPv4(addrport) || addrport === 'localhost') return `${addrport}:${DEFAULT_PORT}`
  return undefined
}
