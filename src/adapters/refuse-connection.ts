import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** How long a client that is still sending has to see an answer that ends its connection. */
export const lingerMs = 2_000

/**
 * Answers what is no request with a status line, after the answers that the connection still owes, and ends it. By
 * `end()` alone, a client that never reads would keep it open; cut at once, one that is still sending might lose the answer.
 */
export function refuseConnection(socket: Duplex, statusLine: string): void {
  if (refused.has(socket)) return // every further byte is the same mistake again
  refused.add(socket)
  socket.on('error', () => {})
  afterOwedAnswers(socket, isBegun => {
    socket.end(isBegun ? '' : `HTTP/1.1 ${statusLine}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    const patience = setTimeout(() => socket.destroy(), lingerMs)
    socket.resume().once('close', () => clearTimeout(patience))
  })
}

/** The status of what Node could not read as a request. */
export function statusLineFor({ code }: NodeJS.ErrnoException): string {
  if (code === 'HPE_HEADER_OVERFLOW') return '431 Request Header Fields Too Large'
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return '413 Payload Too Large'
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request'
}

const refused = new WeakSet<Duplex>()

// A request that is not complete is itself the one that is wrong: there may be an answer to it, or the beginning of one.
function afterOwedAnswers(socket: Duplex, refuse: (isBegun: boolean) => void): void {
  const owed = owedAnswer(socket)
  if (!socket.writable) socket.destroy()
  else if (owed?.req.complete) owed.once('close', () => afterOwedAnswers(socket, refuse))
  else refuse(owed?.headersSent ?? false)
}

/** What the connection is waiting for, or in the middle of. Node has no public name for it. */
function owedAnswer(socket: Duplex): ServerResponse<IncomingMessage> | null {
  return (socket as { _httpMessage?: ServerResponse<IncomingMessage> | null })._httpMessage ?? null
}
