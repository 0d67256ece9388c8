import { urlsplit } from './urlsplit.js'

/** The path that addresses of static files begin with; `null` when another host has them. */
export function staticPath({ STATIC_URL }: { readonly STATIC_URL: string }): string | null {
  const { netloc, path } = urlsplit(STATIC_URL)
  if (netloc !== '' || path === '') return null
  return path.startsWith('/') ? path : `/${path}`
}
