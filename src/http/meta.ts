import { settings } from '../conf/settings.js'
import { decodeTextStrictly, encodeLatin1 } from '../utils/charsets.js'
import { stripOf } from '../utils/python/space.js'
import type { RequestSource } from './source.js'

/**
 * What is known of a request by the names CGI gave it: `REMOTE_ADDR`, `QUERY_STRING`, and each header as
 * `HTTP_` and its name in capitals (`CONTENT_TYPE` and `CONTENT_LENGTH` without `HTTP_`). Django: `HttpRequest.META`.
 */
export type Meta = { [name: string]: string | undefined }

/** An empty META, whose every name is its own: also `__proto__`. */
export function createMeta(): Meta {
  return Object.create(null)
}

/** META of a request. Headers with `_` in their names are left out, for they could pass for others with `-`. */
export function buildMeta(source: RequestSource, scriptName: string, pathInfo: string, queryString: string): Meta {
  const meta = createMeta()
  meta.REQUEST_METHOD = source.method
  meta.SCRIPT_NAME = scriptName
  meta.PATH_INFO = pathInfo
  meta.QUERY_STRING = queryString
  meta.SERVER_PROTOCOL = source.protocol ?? 'HTTP/1.1'
  if (source.serverName !== undefined) meta.SERVER_NAME = source.serverName
  if (source.serverPort !== undefined) meta.SERVER_PORT = String(source.serverPort)
  if (source.remoteAddress !== undefined) meta.REMOTE_ADDR = source.remoteAddress
  if (source.remotePort !== undefined) meta.REMOTE_PORT = String(source.remotePort)
  addHeaders(meta, source.rawHeaders)
  return meta
}

/**
 * The prefix an application is mounted under, from what a CGI-like server says: what is in front of PATH_INFO in the
 * address before it was rewritten, where the server tells that (`SCRIPT_URL`, `REDIRECT_URL`), and `SCRIPT_NAME`
 * otherwise. Throws UnicodeDecodeError when it is no UTF-8. Django: `django.core.handlers.wsgi.get_script_name`.
 */
export function getScriptName(environ: Readonly<Record<string, string | undefined>>): string {
  if (settings.FORCE_SCRIPT_NAME !== null) return settings.FORCE_SCRIPT_NAME
  const rewritten = environ.SCRIPT_URL || environ.REDIRECT_URL || ''
  return decodeTextStrictly(
    encodeLatin1(rewritten ? prefixOf(rewritten, environ.PATH_INFO ?? '') : (environ.SCRIPT_NAME ?? '')),
    'utf-8',
  )
}

/** The META name of a header: `Content-Type` is `CONTENT_TYPE`, `Accept` is `HTTP_ACCEPT`. */
export function toWsgiName(header: string): string {
  const known = wsgiNames.get(header)
  if (known !== undefined) return known
  const name = header.replaceAll('-', '_').toUpperCase()
  const wsgiName = unprefixed.has(name) ? name : `HTTP_${name}`
  if (wsgiNames.size < 500) wsgiNames.set(header, wsgiName)
  return wsgiName
}

/** The header that a META name speaks of, `HTTP_ACCEPT` of `Accept`; `null` when it speaks of none. */
export function parseHeaderName(metaName: string): string | null {
  if (metaName.startsWith('HTTP_')) return titleCase(metaName.slice(5))
  return unprefixed.has(metaName) ? titleCase(metaName) : null
}

/** The value META has for a header, read straight from the wire's list; `name` in lower case. */
export function findRawHeader(rawHeaders: readonly string[], name: string): string | undefined {
  let found: string | undefined
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const candidate = rawHeaders[i]!
    if (candidate.length !== name.length || candidate.toLowerCase() !== name) continue
    const value = withoutBlanks(rawHeaders[i + 1]!)
    if (found === undefined) found = value
    else if (!name.startsWith('content-')) found += separator(name) + value
    else return found
  }
  return found
}

// Apache makes one slash of many in PATH_INFO, and leaves the address as it was.
function prefixOf(address: string, pathInfo: string): string {
  const single = address.includes('//') ? address.replace(/\/+/g, '/') : address
  return pathInfo !== '' && single.endsWith(pathInfo) ? single.slice(0, -pathInfo.length) : single
}

// Clients send the same few headers over and over.
const wsgiNames = new Map<string, string>()
const unprefixed = new Set(['CONTENT_TYPE', 'CONTENT_LENGTH'])

function addHeaders(meta: Meta, rawHeaders: readonly string[]): void {
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const header = rawHeaders[i]!
    if (header.includes('_')) continue
    const name = toWsgiName(header)
    const value = withoutBlanks(rawHeaders[i + 1]!)
    const known = meta[name]
    if (known === undefined) meta[name] = value
    else if (!unprefixed.has(name)) meta[name] = known + separator(header.toLowerCase()) + value
  }
}

// Spaces and tabs around a value are no part of it (RFC 9110 section 5.5); all else is.
function withoutBlanks(value: string): string {
  const isTrim = value.charCodeAt(0) > 0x20 && value.charCodeAt(value.length - 1) > 0x20
  return isTrim ? value : stripOf(value, ' \t')
}

// HTTP/2 may split the cookies (RFC 9113 section 8.2.3); everything else is a list with commas.
function separator(header: string): string {
  return header === 'cookie' ? '; ' : ','
}

// Python's `title()`: a letter is small when a letter stands before it.
function titleCase(name: string): string {
  return name
    .replaceAll('_', '-')
    .toLowerCase()
    .replace(/(^|\P{L})(\p{L})/gu, (_, before, letter) => before + letter.toUpperCase())
}
