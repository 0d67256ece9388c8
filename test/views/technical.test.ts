import { describe, expect, test } from 'vitest'
import { chooseFormat } from '../../src/views/debug/accept.js'
import { errorId } from '../../src/views/debug/error-id.js'
import { cleanse } from '../../src/views/debug/filter.js'
import type { ErrorReport } from '../../src/views/debug/report.js'
import { technical404 } from '../../src/views/debug/technical-404.js'
import { technical500 } from '../../src/views/debug/technical-500.js'

const html = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }

const report: ErrorReport = {
  name: 'TypeError',
  message: 'Cannot read properties of undefined',
  frames: [
    {
      functionName: 'article',
      file: '/site/blog/views.ts',
      line: 2,
      column: 16,
      isProject: true,
      context: { start: 1, lines: ['export function article() {', '  return found.title', '}'] },
    },
    { functionName: 'run', file: '/site/node_modules/lib/index.js', line: 9, column: 1, isProject: false },
  ],
}

describe('technical500', () => {
  test('is HTML for a browser: message, place, source with its line marked', () => {
    const page = technical500(report, {
      method: 'GET',
      path: '/a/?b=1',
      view: 'blog.views.article',
      route: 'a/',
      ...html,
    })
    expect(page).toMatchObject({ status: 500, contentType: 'text/html; charset=utf-8' })
    expect(page.headers['Content-Security-Policy']).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'self'; connect-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
    expect(page.body).toContain('<title>TypeError at /a/</title>')
    expect(page.body).toContain('<code>  return found.<mark>title</mark></code>')
    expect(page.body).toContain('/site/blog/views.ts:2:16')
    expect(page.body).toContain('<summary>1 frame of packages and Node.js</summary>')
    expect(page.body).not.toContain('{{')
  })

  test('is text for curl', () => {
    const page = technical500(report, {
      method: 'GET',
      path: '/a/',
      view: 'blog.views.article',
      route: 'a/',
      accept: '*/*',
    })
    const id = errorId(report, { method: 'GET', path: '/a/', view: 'blog.views.article', route: 'a/' })
    expect(page.contentType).toBe('text/plain; charset=utf-8')
    expect(page.body).toBe(`TypeError at /a/

Cannot read properties of undefined

Where it happened:
  /site/blog/views.ts:2:16 in article
    1 | export function article() {
  > 2 |   return found.title
    3 | }
  … 1 frame of packages and Node.js

Request: GET /a/
View:    blog.views.article
Route:   a/
Error id: ${id}

You’re seeing this error because you have DEBUG: true in your settings. Change that to false, and a standard page is shown instead.
`)
  })

  test('is JSON for who asks for it', () => {
    const page = technical500(report, { method: 'GET', path: '/a/', accept: 'application/json' }, { status: 400 })
    expect(page).toMatchObject({ status: 400, contentType: 'application/json' })
    const request = { method: 'GET', path: '/a/' }
    expect(JSON.parse(page.body)).toEqual({ status: 400, id: errorId(report, request), error: report, request })
  })

  test('can be made for a request whose process is gone', () => {
    const gone = {
      name: 'OutOfMemory',
      message: 'Too much.',
      frames: [],
      hint: 'Use less.',
      output: ['allocating', '<b>'],
    }
    const options = { status: 502, explanation: 'A fresh process has taken over.' }
    const page = technical500(gone, { method: 'GET', path: '/leak/', ...html }, options)
    expect(page.status).toBe(502)
    for (const part of ['OutOfMemory', 'Too much.', 'Use less.', 'allocating\n&lt;b&gt;', 'A fresh process']) {
      expect(page.body).toContain(part)
    }
    expect(technical500(gone, { method: 'GET', path: '/leak/' }, options).body).toContain(
      'Last lines printed:\n  allocating',
    )
  })

  test('nothing that a client or a project says can run in it', () => {
    const evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    const page = technical500(
      {
        name: evil,
        message: evil,
        hint: evil,
        output: [evil],
        frames: [{ ...report.frames[0]!, functionName: evil, file: evil, context: { start: 1, lines: [evil, evil] } }],
        cause: { name: evil, message: evil, frames: [] },
      },
      {
        method: evil,
        path: evil,
        url: evil,
        view: evil,
        route: evil,
        GET: [[evil, evil]],
        META: [[evil, evil]],
        ...html,
      },
      { explanation: evil },
    )
    expect(page.body).not.toMatch(/<script|<img/)
  })

  test('a terminal is not steered by what the text says', () => {
    const page = technical500({ ...report, message: 'red \x1b[31m\x07' }, { method: 'GET', path: '/' })
    expect(page.body).toContain('red \\x1b[31m\\x07')
  })

  test('the local variables of a call stand below its source', () => {
    const locals = [
      ['found', 'undefined'],
      ['page', '<b>'],
    ] as const
    const withLocals = { ...report, frames: [{ ...report.frames[0]!, locals }] }
    const page = technical500(withLocals, { method: 'GET', path: '/a/', ...html })
    expect(page.body).toContain('<details class="locals" open>')
    expect(page.body).toMatch(/<th scope="row">page<\/th>\s*<td>&lt;b&gt;<\/td>/)
    expect(technical500(withLocals, { method: 'GET', path: '/a/' }).body).toContain('      found = undefined\n')
  })

  test('the cycle is shown with the step that failed', () => {
    const facts = { method: 'GET', path: '/a/', view: 'blog.views.article' }
    expect(technical500(report, { ...facts, ...html }, { raisedBy: 'view' }).body).toContain(
      '<li aria-current="step"><span>view <b>failed</b></span></li>',
    )
    expect(technical500(report, facts, { raisedBy: 'view' }).body).toContain(
      'Step 4 of 9 failed, view:\n  1 request → 2 middleware → 3 urls → [4 view] → 5 your work\n' +
        '  9 answer ← 8 middleware ← 7 template ← 6 response\n',
    )
    const json = technical500(report, { ...facts, accept: 'application/json' }, { raisedBy: 'view' })
    expect(JSON.parse(json.body)).toMatchObject({ step: { number: 4, name: 'view' } })
    expect(technical500(report, { ...facts, ...html }).body).not.toContain('class="cycle"')
  })

  test('the whole page can be copied as text, also without a script', () => {
    const facts = { method: 'GET', path: '/a/' }
    const text = technical500(report, facts).body.trim()
    const copy = /<textarea[^>]*>([^<]*)<\/textarea>/.exec(technical500(report, { ...facts, ...html }).body)?.[1]
    expect(copy?.trim()).toBe(text.replaceAll('>', '&gt;').replaceAll("'", '&#x27;'))
  })

  test('an error has the same id wherever its lines are, and another one elsewhere', () => {
    const facts = { method: 'GET', path: '/a/' }
    const [frame] = report.frames as [ErrorReport['frames'][number]]
    const moved = { ...report, message: 'another', frames: [{ ...frame, line: 99, file: '/elsewhere/blog/views.ts' }] }
    expect(errorId(moved, facts)).toBe(errorId(report, facts))
    expect(errorId({ ...report, name: 'RangeError' }, facts)).not.toBe(errorId(report, facts))
    expect(errorId(report, { ...facts, route: 'b/' })).not.toBe(errorId(report, facts))
  })

  test('causes and aggregated errors have their part', () => {
    const cause = { name: 'FetchError', message: 'refused', frames: [] }
    const { body } = technical500({ ...report, cause, errors: [cause, cause] }, { method: 'GET', path: '/' })
    expect(body).toContain('Error 1 of 2: FetchError: refused')
    expect(body).toContain('Caused by FetchError: refused')
  })
})

describe('technical404', () => {
  const notFound = {
    path: 'artcles/',
    resolved: false,
    urlconf: 'urls',
    hint: 'Did you mean /articles/?',
    tried: [
      { routes: [''], name: 'index' },
      { routes: ['blog/', '<slug:slug>/'], name: 'detail' },
    ],
  }

  test('lists the patterns that were tried, with their names', () => {
    const { body, status } = technical404(notFound, { method: 'GET', path: '/artcles/', ...html })
    expect(status).toBe(404)
    expect(body).toContain(`<code>(empty)</code> <code class="name">[name='index']</code>`)
    expect(body).toContain('<code>blog/</code> <code>&lt;slug:slug&gt;/</code>')
    expect(body).toContain('Did you mean /articles/?')
  })

  test('says why one does not match, and shows what it quotes as code', () => {
    const reason = '`<int:year>` does not accept `<b>`'
    const report = { ...notFound, tried: [{ routes: ['<int:year>/'], reason }] }
    const { body } = technical404(report, { method: 'GET', path: '/<b>/', ...html })
    expect(body).toContain(
      '<small class="reason">— <code>&lt;int:year&gt;</code> does not accept <code>&lt;b&gt;</code></small>',
    )
    expect(technical404(report, { method: 'GET', path: '/<b>/' }).body).toContain(`1. <int:year>/ — ${reason}\n`)
  })

  test('the same as text and as JSON', () => {
    expect(technical404(notFound, { method: 'GET', path: '/artcles/' }).body).toContain(
      [
        'Using the URLconf defined in urls, these URL patterns were tried, in this order:',
        "  1. (empty) [name='index']",
        "  2. blog/ <slug:slug>/ [name='detail']",
        'The current path, artcles/, didn’t match any of these.',
      ].join('\n'),
    )
    const json = technical404(notFound, { method: 'GET', path: '/artcles/', accept: 'application/json' })
    expect(JSON.parse(json.body)).toMatchObject({ status: 404, resolved: false, tried: notFound.tried })
  })

  test('says what the view said when it was the view', () => {
    const { body } = technical404(
      { path: 'a/', resolved: true, reason: 'No such article', tried: [{ routes: ['a/'] }] },
      { method: 'GET', path: '/a/', view: 'blog.views.article' },
    )
    expect(body).toContain('No such article')
    expect(body).toContain('Raised by: blog.views.article')
    expect(body).toContain('matched the last one.')
  })
})

test.each([
  ['text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8', 'html'],
  ['*/*', 'text'],
  ['', 'text'],
  ['application/json', 'json'],
  ['application/problem+json', 'json'],
  ['application/json, text/plain, */*', 'json'],
  ['text/html;q=0.1, application/json;q=0.9', 'json'],
  ['text/html;q=0', 'text'],
  ['TEXT/HTML', 'html'],
  [';;q=,,', 'text'],
] as const)('Accept: %s gets %s', (accept, format) => {
  expect(chooseFormat(accept)).toBe(format)
})

test('what is called like a secret is starred, at any depth', () => {
  expect(cleanse('SECRET_KEY', 'x')).toBe('********************')
  expect(cleanse('sessionid', 'x')).toBe('********************')
  expect(cleanse('DATABASES', { default: { PASSWORD: 'x', HOST: 'db' }, list: [{ api_token: 'x' }] })).toEqual({
    default: { PASSWORD: '********************', HOST: 'db' },
    list: [{ api_token: '********************' }],
  })
  expect(cleanse('HTTP_AUTHORIZATION', 'Basic x')).toBe('********************')
  expect(cleanse('DEBUG', true)).toBe(true)
})
