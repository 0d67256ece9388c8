import { settings } from '../../conf/settings.js'
import { filepathToUri } from '../../utils/encoding.js'
import { unquote } from '../../utils/quoting.js'
import { type SplitURL, urljoin, urlsplit, urlunsplit } from '../../utils/urlsplit.js'

/** The address of a file below STATIC_URL. Django: `FileSystemStorage.url`. */
export function storageUrl(name: string, base: string = settings.STATIC_URL): string {
  return urljoin(base, filepathToUri(name).replace(/^\/+/, ''))
}

/**
 * The address of a file under the name it is stored with, which `storedName` knows. What stands behind `#` is kept, and so
 * is `?#`, by which old browsers were kept from reading more than a font. Django: `HashedFilesMixin._url`.
 */
export function hashedUrl(name: string, storedName: (name: string) => string, base?: string): string {
  const [path, fragment] = urldefrag(name)
  const isFolder = urlsplit(path).path.endsWith('/')
  const url = storageUrl(isFolder ? name : storedName(path), base)
  const hasOddQuery = name.includes('?#')
  if (fragment === '' && !hasOddQuery) return unquote(url)
  const parts = urlsplit(url)
  return unquote(
    urlunsplit({
      ...parts,
      path: hasOddQuery && parts.query === '' ? `${parts.path}?` : parts.path,
      fragment: parts.fragment === '' ? fragment : parts.fragment,
    }),
  )
}

/** `css/site.css` and its parts as they are looked up: unquoted, without query and fragment. */
export function partsOf(name: string): { readonly path: string; readonly parts: SplitURL } {
  const parts = urlsplit(unquote(name))
  return { path: parts.path.trim(), parts }
}

/** The name with another path in it. */
export function withPath(name: string, parts: SplitURL, path: string): string {
  return urlunsplit({ ...parts, path: name.includes('?#') && parts.query === '' ? `${path}?` : path })
}

/** Python's `urllib.parse.urldefrag`. */
export function urldefrag(url: string): [url: string, fragment: string] {
  if (!url.includes('#')) return [url, '']
  const parts = urlsplit(url)
  return [urlunsplit({ ...parts, fragment: '' }), parts.fragment]
}
