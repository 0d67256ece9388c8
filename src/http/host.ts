import { ImproperlyConfigured } from '../conf/exceptions.js'
import { settings } from '../conf/settings.js'
import { isSameDomain } from '../utils/http.js'
import { strip } from '../utils/python/space.js'
import { repr } from '../utils/repr.js'
import { DisallowedHost } from './exceptions.js'

/** What the host rules need to know of a request: its META, name by name. */
export type ReadMeta = (name: string) => string | undefined

/**
 * The host a client asked for, with the port where it is not the scheme's own, as `settings` let it be said.
 * It may be anybody's invention until `checkHost` has seen it. Django: `HttpRequest._get_raw_host`.
 */
export function rawHost(meta: ReadMeta, isSecure: boolean): string {
  const forwarded = settings.USE_X_FORWARDED_HOST ? meta('HTTP_X_FORWARDED_HOST') : undefined
  const host = forwarded ?? meta('HTTP_HOST')
  if (host !== undefined) return host
  const name = needed(meta, 'SERVER_NAME')
  const port = portOf(meta)
  return port === (isSecure ? '443' : '80') ? name : `${name}:${port}`
}

/** The port as a string. */
export function portOf(meta: ReadMeta): string {
  const forwarded = settings.USE_X_FORWARDED_PORT ? meta('HTTP_X_FORWARDED_PORT') : undefined
  return forwarded ?? needed(meta, 'SERVER_PORT')
}

/** Gives `host` back when `settings.ALLOWED_HOSTS` has it; throws DisallowedHost when not. */
export function checkHost(host: string): string {
  const [domain] = splitDomainPort(host)
  if (domain !== '' && validateHost(domain, allowedHosts())) return host
  const advice =
    domain === ''
      ? 'The domain name provided is not valid according to RFC 1034/1035.'
      : `You may need to add ${repr(domain)} to ALLOWED_HOSTS.`
  throw new DisallowedHost(`Invalid HTTP_HOST header: ${repr(host)}. ${advice}`)
}

/** `http` or `https`: as the connection is, unless a proxy is trusted to know better (`SECURE_PROXY_SSL_HEADER`). */
export function schemeOf(meta: ReadMeta, connectionScheme: string): string {
  const trusted: readonly string[] | null = settings.SECURE_PROXY_SSL_HEADER
  if (trusted === null) return connectionScheme
  if (trusted.length !== 2) {
    throw new ImproperlyConfigured('The SECURE_PROXY_SSL_HEADER setting must be a tuple containing two values.')
  }
  const value = meta(trusted[0]!)
  if (value === undefined) return connectionScheme
  return strip(value.split(',', 1)[0]!) === trusted[1] ? 'https' : 'http'
}

/** A host's domain in lower case and its port, `''` for none; two empty strings when it is no host. */
export function splitDomainPort(host: string): [domain: string, port: string] {
  const match = hostPattern.exec(host.toLowerCase())
  if (match === null) return ['', '']
  return [match[1]!.replace(/\.$/, ''), match[2] ?? '']
}

/** Whether one of `allowed` matches: a domain, a domain and its sub-domains (`.example.com`), or anything (`*`). */
export function validateHost(host: string, allowed: Iterable<string>): boolean {
  for (const pattern of allowed) if (pattern === '*' || isSameDomain(host, pattern)) return true
  return false
}

const hostPattern = /^([a-z0-9.-]+|\[[a-f0-9]*:[a-f0-9.:]+\])(?::([0-9]+))?$/
const localHosts = ['.localhost', '127.0.0.1', '[::1]']

// Every adapter says these; a request made by hand may lack them, and a host made up of nothing would be no help.
function needed(meta: ReadMeta, name: string): string {
  const value = meta(name)
  if (value === undefined) throw new RangeError(`The META of this request has no ${name}.`)
  return value
}

function allowedHosts(): readonly string[] {
  const allowed = settings.ALLOWED_HOSTS
  return settings.DEBUG && allowed.length === 0 ? localHosts : allowed
}
