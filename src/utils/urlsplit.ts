/** The five parts of a URL, none of them decoded. */
export interface SplitURL {
  readonly scheme: string
  readonly netloc: string
  readonly path: string
  readonly query: string
  readonly fragment: string
}

/**
 * Takes a URL apart as Python's `urllib.parse.urlsplit` does: any string has five parts, relative ones too.
 * Throws RangeError (Python's ValueError) for a host that no client could agree on.
 */
export function urlsplit(url: string): SplitURL {
  let rest = url.replace(leadingControls, '').replace(/[\t\r\n]/g, '')
  const scheme = schemeAtStart.exec(rest)?.[1] ?? ''
  if (scheme !== '') rest = rest.slice(scheme.length + 1)
  let netloc = ''
  if (rest.startsWith('//')) {
    const length = rest.slice(2).search(/[/?#]/)
    netloc = length === -1 ? rest.slice(2) : rest.slice(2, 2 + length)
    rest = rest.slice(2 + netloc.length)
    checkNetloc(netloc)
  }
  const [beforeFragment, fragment] = partition(rest, '#')
  const [path, query] = partition(beforeFragment, '?')
  return { scheme: scheme.toLowerCase(), netloc, path, query, fragment }
}

/** Puts together what `urlsplit` took apart, as `urllib.parse.urlunsplit` of Python 3.11 does. */
export function urlunsplit({ scheme, netloc, path, query, fragment }: SplitURL): string {
  let url = path
  if (netloc !== '' || path.startsWith('//') || withHost.has(scheme))
    url = `//${netloc}${path !== '' && !path.startsWith('/') ? '/' : ''}${path}`
  if (scheme !== '') url = `${scheme}:${url}`
  if (query !== '') url += `?${query}`
  return fragment === '' ? url : `${url}#${fragment}`
}

// An address of these has slashes for its host even where it names none.
const withHost = new Set([
  'http',
  'https',
  'ftp',
  'file',
  'ws',
  'wss',
  'sftp',
  'svn',
  'svn+ssh',
  'git',
  'git+ssh',
  'rsync',
])

/** What the relative reference `url` means on the page `base`, an http(s) address. Python's `urljoin`, RFC 3986 section 5. */
export function urljoin(base: string, url: string): string {
  if (url === '') return base
  const from = urlsplit(base)
  const to = urlsplit(url)
  if (to.scheme !== '' && to.scheme !== from.scheme) return url
  const { scheme } = from
  if (to.netloc !== '') return urlunsplit({ ...to, scheme })
  const [path, params] = splitParams(to.path)
  if (path === '' && params === '') {
    return urlunsplit({ ...from, query: to.query || from.query, fragment: to.fragment })
  }
  const joined = joinPaths(splitParams(from.path)[0], path)
  return urlunsplit({ ...to, scheme, netloc: from.netloc, path: params === '' ? joined : `${joined};${params}` })
}

const leadingControls = /^[\0-\x20]+/
const schemeAtStart = /^([a-zA-Z][a-zA-Z0-9+.-]*):/

function partition(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

function joinPaths(base: string, path: string): string {
  const resolved: string[] = []
  const segments = path.startsWith('/') ? path.split('/') : relativeSegments(base, path)
  for (const segment of segments) {
    if (segment === '..') resolved.pop()
    else if (segment !== '.') resolved.push(segment)
  }
  const last = segments.at(-1)
  if (last === '.' || last === '..') resolved.push('')
  return resolved.join('/') || '/'
}

// What follows a semicolon in the last segment are its parameters, and gone when there are none (RFC 2396).
function splitParams(path: string): [path: string, params: string] {
  const at = path.indexOf(';', path.lastIndexOf('/') + 1)
  return at === -1 ? [path, ''] : [path.slice(0, at), path.slice(at + 1)]
}

function relativeSegments(base: string, path: string): string[] {
  const folder = base.split('/')
  if (folder.at(-1) !== '') folder.pop()
  const segments = [...folder, ...path.split('/')]
  return segments.filter((segment, i) => segment !== '' || i === 0 || i === segments.length - 1)
}

function checkNetloc(netloc: string): void {
  const isBracketed = netloc.includes('[')
  if (isBracketed !== netloc.includes(']') || (isBracketed && !isBracketedHost(betweenBrackets(netloc)))) {
    throw new RangeError('Invalid IPv6 URL')
  }
  // Characters like U+2100 turn into "a/c" when a client normalises the host, and the host ends elsewhere.
  if (/[^\0-\x7f]/.test(netloc) && /[/?#@:]/.test(netloc.replace(/[@:#?]/g, '').normalize('NFKC'))) {
    throw new RangeError(`netloc '${netloc}' contains invalid characters under NFKC normalization`)
  }
}

function betweenBrackets(netloc: string): string {
  return partition(partition(netloc, '[')[1], ']')[0]
}

function isBracketedHost(host: string): boolean {
  if (host.startsWith('v')) return /^v[a-fA-F0-9]+\..+$/.test(host)
  return isIPv6(host)
}

function isIPv6(address: string): boolean {
  const groups = address
    .replace(/%[^%]+$/, '')
    .replace(/(^|:)\d{1,3}(\.\d{1,3}){3}$/, '$10:0')
    .split('::')
  if (groups.length > 2) return false
  const count = groups.flatMap(half => (half === '' ? [] : half.split(':')))
  if (!count.every(group => /^[0-9a-fA-F]{1,4}$/.test(group))) return false
  return groups.length === 2 ? count.length < 8 : count.length === 8
}
