import { execFileSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { request as httpsRequest } from 'node:https'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { project, views } from './harness/project.js'
import { freePort, spawnServer, startServer } from './harness/server.js'

function certificate(folder: string): void {
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  const files = ['-subj', '/CN=localhost', '-keyout', `${folder}/key.pem`, '-out', `${folder}/cert.pem`]
  execFileSync('openssl', [...args, ...files], { stdio: 'ignore' })
}

function getSecurely(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = httpsRequest({ host: '127.0.0.1', port, path: '/', rejectUnauthorized: false }, async response => {
      let text = ''
      for await (const chunk of response.setEncoding('utf8')) text += chunk
      resolve(text)
    })
    outgoing.on('error', reject).end()
  })
}

test('--https: the addresses and the requests are those of HTTPS', async () => {
  const site = project({
    'views.ts': views('export const index = (request: HttpRequest) => new HttpResponse(request.buildAbsoluteUri())'),
  })
  certificate(site.folder)
  await using server = await startServer(site, { args: ['--https', 'cert.pem', 'key.pem'] })
  expect(server.output).toContain(`Starting development server at https://127.0.0.1:${server.port}/\n`)
  expect(await getSecurely(server.port)).toBe(`https://127.0.0.1:${server.port}/`)
})

test.each([
  [['cert.pem'], 2, '--https takes two files: the certificate and its key.'],
  [['nope.pem', 'key.pem'], 1, 'CommandError: --https: nope.pem cannot be read: ENOENT'],
  [['views.ts', 'views.ts'], 1, 'CommandError: --https: the two files are no certificate and its key: '],
])('--https %s is refused', async (files, code, sentence) => {
  const site = project({ 'views.ts': views('') })
  const server = await spawnServer(site, { args: ['--https', ...files] })
  expect((await server.exited).code).toBe(code)
  expect(server.output).toContain(sentence)
})

interface Target {
  readonly webSocketDebuggerUrl: string
}

test('--inspect: a debugger finds the process that runs the project, after a save the new one, with sources', async () => {
  const text = (answer: string) => views(`export const index = () => new HttpResponse('${answer} ' + process.pid)`)
  const site = project({ 'views.ts': text('one') })
  const port = await freePort()
  await using server = await startServer(site, { args: ['--inspect', String(port)] })
  const targets = async () => (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as Target[]
  const answer = async () => (await server.get('/')).text
  expect(await answer()).toMatch(/^one /)
  const [before] = await targets()
  site.write('views.ts', text('two'))
  expect(await answer()).toMatch(/^two /)
  const [after] = await targets()
  expect(after!.webSocketDebuggerUrl).not.toBe(before!.webSocketDebuggerUrl)
})

test('--typecheck reports what the project’s TypeScript finds, and when it is mended', async () => {
  const site = project({
    'views.ts': 'export const index: number = "no number"\n',
    'tsconfig.json': '{ "compilerOptions": { "strict": true, "noEmit": true, "types": [] }, "include": ["*.ts"] }',
    'node_modules/.keep': '',
  })
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript-5.9/package.json'))
  symlinkSync(typescript, site.path('node_modules/typescript'))
  await using server = await startServer(site, { args: ['--typecheck'] })
  await server.printed("views.ts(1,14): error TS2322: Type 'string' is not assignable to type 'number'.")
  site.write('views.ts', 'export const index: number = 5\n')
  await server.printed('The types are right.')
})

test('--typecheck says what it needs', async () => {
  const site = project({ 'views.ts': views('') })
  await using server = await startServer(site, { args: ['--typecheck'] })
  await server.printed('--typecheck needs TypeScript. Install it in the project: npm install --save-dev typescript')
})
