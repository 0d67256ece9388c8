import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, test } from 'vitest'
import { exchange, request } from '../harness/http.js'
import { project, views } from '../harness/project.js'
import { freePort, isFree, spawnServer, startServer } from '../harness/server.js'

/** The address that others reach this machine by, if it has one. */
const ownAddress = Object.values(networkInterfaces())
  .flatMap(addresses => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address

const files = { 'views.ts': views(`export const index = () => new HttpResponse('fine')\n`) }

describe('a port that is taken', () => {
  test('exit code 1 and one sentence: who has it, and which is free', async () => {
    const port = await freePort()
    const holder = createServer().listen(port, '127.0.0.1')
    await new Promise(resolve => holder.once('listening', resolve))
    const server = await spawnServer(project(files), { address: String(port) })
    expect(await server.exited).toEqual({ code: 1, signal: null })
    const said =
      /^Error: That port is already in use: 127\.0\.0\.1:(\d+) is held by (\S+) \(process (\d+)\)\. Port (\d+) is free: tiny-django runserver (\d+)\n$/
    const [, taken, , pid, free, suggested] = said.exec(server.output) ?? [server.output]
    expect([taken, pid]).toEqual([String(port), String(process.pid)])
    expect(suggested).toBe(free)
    expect(await isFree(Number(free))).toBe(true)
    await server.nothingLeft()
    holder.close()
  })

  test('also when it is taken on [::1] only', async () => {
    const port = await freePort()
    const holder = createServer().listen({ port, host: '::1', ipv6Only: true })
    await new Promise(resolve => holder.once('listening', resolve))
    const server = await spawnServer(project(files), { address: String(port) })
    expect(await server.exited).toEqual({ code: 1, signal: null })
    expect(server.output).toContain(`That port is already in use: [::1]:${port} is held by`)
    await server.nothingLeft()
    holder.close()
  })

  test('the suggestion names the address that was asked for', async () => {
    const port = await freePort()
    const holder = createServer().listen({ port, host: '::1', ipv6Only: true })
    await new Promise(resolve => holder.once('listening', resolve))
    const server = await spawnServer(project(files), { address: `[::1]:${port}` })
    await server.exited
    expect(server.output).toMatch(/Port (\d+) is free: tiny-django runserver \[::1\]:\1\n$/)
    holder.close()
  })

  test('by a server of our own: it goes on', async () => {
    const site = project(files)
    await using first = await startServer(site)
    const second = await spawnServer(site, { address: String(first.port) })
    expect((await second.exited).code).toBe(1)
    expect((await first.get('/')).text).toBe('fine')
  })
})

describe('addresses', () => {
  test('a port: both loopback addresses', async () => {
    await using server = await startServer(project(files))
    for (const url of [`http://127.0.0.1:${server.port}`, `http://[::1]:${server.port}`]) {
      expect((await request(url, '/')).text).toBe('fine')
      expect(server.output).toContain(`Starting development server at ${url}/\n`)
    }
  })

  test('[::1]:port and -6: that one only', async () => {
    const port = await freePort()
    for (const [address, ...args] of [[`[::1]:${port}`], [String(port), '-6']]) {
      await using server = await startServer(project(files), { address, args })
      expect((await request(`http://[::1]:${port}`, '/')).text).toBe('fine')
      await expect(request(`http://127.0.0.1:${port}`, '/')).rejects.toThrow('ECONNREFUSED')
      expect(server.output).not.toContain('127.0.0.1')
    }
  })

  test('a name: the IPv4 address that it stands for, with -6 the other', async () => {
    const port = await freePort()
    for (const [args, url] of [
      [[], `http://127.0.0.1:${port}`],
      [['-6'], `http://[::1]:${port}`],
    ] as const) {
      await using server = await startServer(project(files), { address: `localhost:${port}`, args })
      expect((await request(url, '/')).text).toBe('fine')
      expect(server.output.match(/Starting development server at .*/g)).toEqual([
        `Starting development server at ${url}/`,
      ])
    }
  })

  test('port 0: a free one, the same on both loopback addresses', async () => {
    const site = project({
      'views.ts': views(`export const index = (request: HttpRequest) => new HttpResponse(request.META.SERVER_PORT)`),
    })
    await using server = await startServer(site, { address: '0' })
    const urls = Array.from(server.output.matchAll(/^Starting development server at (.*)\/$/gm), match => match[1]!)
    expect(urls).toHaveLength(2)
    const ports = urls.map(url => new URL(url).port)
    for (const url of urls) expect((await request(url, '/')).text).toBe(ports[0])
  })

  test('127.0.0.1:port: that one only', async () => {
    const port = await freePort()
    await using server = await startServer(project(files), { address: `127.0.0.1:${port}` })
    expect((await server.get('/')).text).toBe('fine')
    await expect(request(`http://[::1]:${port}`, '/')).rejects.toThrow('ECONNREFUSED')
  })

  test('0:port: every IPv4 address; a name that is not this machine stays refused', async () => {
    const port = await freePort()
    await using server = await startServer(project(files), { address: `0:${port}` })
    expect((await server.get('/')).text).toBe('fine')
    expect(await exchange(port, 'GET / HTTP/1.1\r\nHost: evil.com\r\nConnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400/,
    )
    if (ownAddress !== undefined) expect(await isFree(port, ownAddress)).toBe(false)
  })

  test.runIf(ownAddress !== undefined)('an address of this machine: it is its own host as well', async () => {
    const port = await freePort()
    await using server = await startServer(project(files), { address: `${ownAddress}:${port}` })
    const answer = await request(`http://${ownAddress}:${server.port}`, '/')
    expect({ status: answer.status, text: answer.text }).toEqual({ status: 200, text: 'fine' })
    expect(server.output).toContain(`Starting development server at http://${ownAddress}:${port}/\n`)
  })

  test.each([
    ['70000', 'CommandError: "70000" is not a valid port number or address:port pair.'],
    ['localhost:x', 'CommandError: "localhost:x" is not a valid port number or address:port pair.'],
    ['::1', 'CommandError: "::1" is not a valid port number or address:port pair. Did you mean "[::1]:8000"?'],
  ])('%s is refused with exit code 2', async (address, sentence) => {
    const server = await spawnServer(project(files), { address })
    expect((await server.exited).code).toBe(2)
    expect(server.output).toContain(sentence)
    await server.nothingLeft()
  })
})
