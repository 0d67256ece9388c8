import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'

export interface Answer {
  readonly status: number
  readonly reason: string
  /** `Name: value` in the order they came. */
  readonly headers: readonly string[]
  readonly body: Buffer
  readonly text: string
}

export interface RequestOptions {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** What a browser sends when somebody opens a page. */
export const browser = {
  Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'Sec-Fetch-Dest': 'document',
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-Site': 'none',
}

/** Longer than any limit the tests set: reaching it is a failure. */
const patienceMs = 30_000

/** One request on a connection of its own, its target sent as it is written. */
export function request(url: string, target: string, options: RequestOptions = {}): Promise<Answer> {
  const answer = new Promise<Answer>((resolve, reject) => {
    const { port, hostname } = new URL(url)
    const agent = new Agent({ keepAlive: true })
    const { method = 'GET', headers = {}, body } = options
    const outgoing = httpRequest({
      host: hostname.replace(/^\[|\]$/g, ''),
      port,
      path: target,
      method,
      headers: headers,
      agent,
      signal: AbortSignal.timeout(patienceMs),
    })
    outgoing.on('error', reject)
    outgoing.on('response', async response => {
      try {
        resolve(await read(response))
      } catch (error) {
        reject(error)
      } finally {
        agent.destroy()
      }
    })
    outgoing.end(body)
  })
  answer.catch(() => {}) // a test that has failed already awaits it no more
  return answer
}

/** An answer that is still coming: the promise of `body` is rejected when it is broken off. */
export interface OpenAnswer {
  readonly status: number
  readonly headers: readonly string[]
  readonly chunks: AsyncIterator<Buffer>
  close(): void
}

export function open(url: string, target: string, options: RequestOptions = {}): Promise<OpenAnswer> {
  return new Promise((resolve, reject) => {
    const { port, hostname } = new URL(url)
    const { method = 'GET', headers = {}, body } = options
    const outgoing = httpRequest({ host: hostname, port, path: target, method, headers, agent: false })
    outgoing.on('error', reject)
    outgoing.on('response', response => {
      response.on('error', () => {})
      resolve({
        status: response.statusCode ?? 0,
        headers: headerLines(response),
        chunks: response[Symbol.asyncIterator]() as AsyncIterator<Buffer>,
        close: () => outgoing.destroy(),
      })
    })
    outgoing.end(body)
  })
}

/** Sends bytes as they are and resolves with everything that came back, until the server closed the connection. */
export function exchange(port: number, bytes: string | Buffer, host = '127.0.0.1'): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect({ port, host }, () => socket.write(bytes))
    socket.setTimeout(patienceMs, () => socket.destroy(new Error('The server did not close the connection.')))
    socket.on('data', chunk => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('close', hadError => {
      if (!hadError) resolve(Buffer.concat(chunks).toString('latin1'))
    })
  })
}

async function read(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  return {
    status: response.statusCode ?? 0,
    reason: response.statusMessage ?? '',
    headers: headerLines(response),
    body,
    text: body.toString('utf8'),
  }
}

function headerLines({ rawHeaders }: IncomingMessage): string[] {
  return rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : []))
}

/** The value of the first header of this name. */
export function headerOf({ headers }: Pick<Answer, 'headers'>, name: string): string | undefined {
  const start = `${name.toLowerCase()}: `
  return headers.find(each => each.toLowerCase().startsWith(start))?.slice(start.length)
}
