import { connect } from 'node:net'
import { beforeAll, expect, test } from 'vitest'
import { answersIn } from '../../adapters/shapes.js'
import { expectFine } from '../harness/fault.js'
import { project, views } from '../harness/project.js'
import { type RunningServer, startServer } from '../harness/server.js'
import { repetitions } from '../harness/soak.js'
import { badRequests, goodRequests } from './corpus.js'

// No request can stop the server: after each the front is the process it was, and a good one is answered.

let server: RunningServer
let app: string

beforeAll(async () => {
  const site = project({
    'views.ts': views(`
export const index = () => new HttpResponse('fine')
export const facts = (request: HttpRequest) => new JsonResponse({ ...request.META, GET: [...request.GET.lists()] })
export const form = (request: HttpRequest) =>
  new JsonResponse({ POST: [...request.POST.lists()], files: request.FILES.size, COOKIES: request.COOKIES })
export const pid = () => new HttpResponse(String(process.pid))
`),
    'static/x.txt': '0123456789',
  })
  server = await startServer(site)
  app = (await server.get('/pid/')).text
})

test.each(badRequests.map(bytes => [JSON.stringify(bytes.slice(0, 70)), bytes] as const))('%s', async (_, bytes) => {
  await tell(bytes)
  await expectFine(server)
})

test('changed here and there, good requests harm nobody', async () => {
  const count = repetitions(20_000)
  const random = new Random(Number(process.env.TINY_DJANGO_SEED ?? 20_261_130))
  for (let done = 0; done < count; done += 20) {
    const batch = Array.from({ length: 20 }, () => mutated(random.of(goodRequests), random))
    await Promise.all(batch.map(tell))
    await expectFine(server)
  }
})

test('and nothing of that has ended the process of the project', async () => {
  expect((await server.get('/pid/')).text).toBe(app)
})

/** Sends it, ends, and takes whatever comes until the connection is over. */
function tell(bytes: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true })
    socket.setTimeout(20_000, () => {
      socket.destroy()
      reject(new Error(`The connection stayed open after ${JSON.stringify(bytes)}`))
    })
    socket.on('data', chunk => {
      text += chunk.toString('latin1')
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      try {
        // Whatever it was, it is no fault of the server or of the project.
        for (const answer of answersIn(text)) expect(answer, JSON.stringify(bytes)).not.toMatch(/^50[0-4] (?!Not Impl)/)
        resolve()
      } catch (error) {
        reject(error)
      }
    })
    socket.end(Buffer.from(bytes, 'latin1'))
  })
}

/** As zzuf does it, and some more: bits turned, bytes put in, taken out and doubled, the rest cut off. */
function mutated(request: string, random: Random): string {
  let bytes = request
  for (let round = random.below(4); round >= 0; round--) {
    const at = random.below(bytes.length)
    const [before, after] = [bytes.slice(0, at), bytes.slice(at)]
    bytes = random.of([
      () => before + String.fromCharCode(after.charCodeAt(0) ^ (1 << random.below(8))) + after.slice(1),
      () => before + random.of(tokens) + after,
      () => before + after.slice(1 + random.below(8)),
      () => before + after.slice(0, 20) + after,
      () => before,
    ])()
  }
  return bytes
}

const tokens = [
  '\0',
  '\r',
  '\n',
  '\r\n',
  '\r\n\r\n',
  ' ',
  '\t',
  ':',
  ';',
  ',',
  '"',
  '%',
  '#',
  '/',
  '..',
  '\xff',
  '0',
  '-',
  '=',
]

/** Random numbers that are the same for the same seed (mulberry32). */
class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * Math.max(1, limit))
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!
  }
}
