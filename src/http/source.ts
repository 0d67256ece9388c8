/**
 * What an adapter knows of a request before anything is parsed: the input of `new HttpRequest(source)`.
 * Everything Django derives from it (META, GET, COOKIES, …) is computed by HttpRequest on first use.
 */
export interface RequestSource {
  /** As it stood on the request line: `GET`, `post`, … */
  readonly method: string
  /** The origin-form target as received, undecoded: path, and `?query` where there is one. */
  readonly target: string
  /** Names and values alternating, in the order and case received (node:http's `rawHeaders`). */
  readonly rawHeaders: readonly string[]
  /** Whether the connection itself is TLS. Django's `wsgi.url_scheme`. */
  readonly scheme?: 'http' | 'https'
  /** `HTTP/1.1` unless told otherwise. */
  readonly protocol?: string
  /** The client's address, as the connection has it: `META.REMOTE_ADDR`. */
  readonly remoteAddress?: string
  /** The client's port: `META.REMOTE_PORT`. */
  readonly remotePort?: number
  /** The name and port the server listens on: what `getHost()` and `getPort()` fall back to. */
  readonly serverName?: string
  /** As `serverName`, the port. */
  readonly serverPort?: number | string
  /** Aborted when the client goes away before it has its answer. Read only when a view asks for it. */
  readonly signal?: AbortSignal
  /** The URL prefix this application is mounted under (`SCRIPT_NAME`), default `''`. */
  readonly scriptName?: string
}
