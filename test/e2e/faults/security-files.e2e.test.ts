import { execFileSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { answersIn, raw } from '../../adapters/shapes.js'
import { expectFine } from '../harness/fault.js'
import { type Project, project, views } from '../harness/project.js'
import { type RunningServer, startServer } from '../harness/server.js'

// Only files of static folders are served, however they are asked for. test/security/paths.test.ts asks at random.

const secret = 'the-secret-of-this-project'
let site: Project
let server: RunningServer

beforeAll(async () => {
  site = project({
    'settings.ts': `import { defineSettings } from 'tiny-django/conf'
export default defineSettings({ DEBUG: true, SECRET_KEY: '${secret}'.repeat(3), STATICFILES_DIRS: ['assets', '.'] })
`,
    'views.ts': views(`export const index = () => new HttpResponse('fine')\n// ${secret}\n`),
    '.env': `TOKEN=${secret}\n`,
    '.env.local': `TOKEN=${secret}\n`,
    '.git/config': secret,
    'static/site.css': 'body {}',
    'static/code.ts': secret,
    'static-secret/x.css': secret,
    'assets/a b.css': 'a {}',
    'assets-secret.css': 'b {}',
  })
  symlinkSync('/etc/passwd', site.path('static', 'passwd.txt'))
  symlinkSync('/etc', site.path('static', 'etc'))
  symlinkSync('/dev/zero', site.path('static', 'zero'))
  symlinkSync(site.path('.env'), site.path('static', 'env.txt'))
  execFileSync('mkfifo', [site.path('static', 'pipe')])
  server = await startServer(site)
})

const outside = /root:.*:0:0|the-secret-of-this-project/

test('what is in the folders is served', async () => {
  expect((await server.get('/static/site.css')).text).toBe('body {}')
  expect((await server.get('/static/site.css?raw??')).text).toBe('body {}') // the query is never looked at
  expect((await server.get('/static/a%20b.css')).text).toBe('a {}')
})

test.each([
  // Vite: CVE-2024-23331, -45811, CVE-2025-30208, -31125, -32395, -46565, -58751, -58752, -62522, CVE-2026-39364, -39365, -53571
  '/static/.ENV',
  '/static/.env',
  '/static/.env.local',
  '/static/.env?import&raw',
  '/static/.env?raw??',
  '/static/.env?inline&import',
  '/static/.env?url',
  '/static/.env/.',
  '/static/.env/',
  '/static/.env\\',
  '/static/.env%5c',
  '/static/.env::$DATA',
  '/static/.env%00',
  '/static/.env%00.css',
  '/static/.env.map',
  '/static/site.css/../.env',
  '/static/../.env.map',
  '/static/.git/config',
  '/static/.GIT/config',
  '/static/%2egit/config',
  '/static/settings.ts',
  '/static/settings.ts?import',
  '/static/SETTINGS.TS',
  '/static/views.ts%20',
  '/static/views.ts.',
  '/static/static/code.ts',
  '/static/.tiny-django/secret',
  '/static/.tiny-django/cache/',
  '/@fs/etc/passwd',
  '/@fs//etc/passwd?raw??',
  '/settings.ts',
  '/views.ts',
  '/.env',
  '/views.ts.map',
  '/node_modules/.package-lock.json',
  // By way of `..`, in every spelling
  '/static/../.env',
  '/static/..%2f.env',
  '/static/%2e%2e/.env',
  '/static/%2e%2e%2f.env',
  '/static/%252e%252e%252f.env',
  '/static/..%5c.env',
  '/static/..\\.env',
  '/static/..;/.env',
  '/static/....//.env',
  '/static/%c0%ae%c0%ae/.env',
  '/static/%u002e%u002e/.env',
  '/static/../../../../../../../../etc/passwd',
  '/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
  '/static//etc/passwd',
  '/static/%2fetc/passwd',
  '/static/file:///etc/passwd',
  '/static/C:%5cWindows%5cwin.ini',
  '/static//server/share/x', // Werkzeug, CVE-2024-49766
  // Siblings whose names begin alike (parse-server, CVE-2026-30848)
  '/static-secret/x.css',
  '/static/../static-secret/x.css',
  // Links out, and what is no file (Werkzeug, CVE-2026-21860)
  '/static/passwd.txt',
  '/static/etc/passwd',
  '/static/etc/',
  '/static/env.txt',
  '/static/zero',
  '/static/pipe',
  '/static/',
  '/static',
])('%s is no file', async target => {
  const answer = await server.exchange(raw(`GET ${target} HTTP/1.1`))
  expect(answersIn(answer)[0]).toMatch(/^(400|404) /)
  expect(answer).not.toMatch(outside)
})

test.each(['/static/..#/.env', '/static/site.css#/../.env', '/static/.env#'])('%s is no target', async target => {
  expect(answersIn(await server.exchange(raw(`GET ${target} HTTP/1.1`)))).toEqual(['400 Bad Request'])
})

test.each(['//evil.example', '//evil.example/', '/\\evil.example', '/%5cevil.example', '///evil.example/%2e%2e'])(
  '%s leads to no other host (CVE-2017-7234, CVE-2018-14574)',
  async target => {
    const answer = await server.exchange(raw(`GET ${target} HTTP/1.1`))
    expect(/^Location: (.*)$/im.exec(answer)?.[1] ?? '/').toMatch(/^\/(?![/\\])/)
    await expectFine(server)
  },
)
