import type { RecordedEvent, Row } from '../../record.js'
import { headerOf } from '../exchange.js'
import { type Copied, hasSecrets, kindOfBody, written } from './copied.js'
import { cookiesOf, maskedHeader, pairsOf, SUBSTITUTE } from './mask.js'

/** JSON beyond this is no assertion that anybody reads. */
const mostJson = 2000

/** A test that asks the same and expects what was answered: a whole file for the folder of the project. */
export function testOf(copied: Copied): string {
  const { wire } = copied
  const title = `${wire.method} ${wire.target.split('?', 1)[0]} ${titleEnd(copied)}`
  const lines = [...remarks(copied), ...cookies(copied), ...assertions(copied, call(copied))]
  return [
    "import { Client } from 'tiny-django/test'",
    "import { expect, test } from 'tiny-django/test/vitest'",
    ...imports(copied),
    '',
    `const client = new Client({ app: ${appOf(copied)} })`,
    '',
    `test(${written(title)}, async () => {`,
    ...lines.map(line => `  ${line}`),
    '})',
    '',
  ].join('\n')
}

function titleEnd({ wire: { status, responseHeaders }, inside }: Copied): string {
  if (raised(inside.events)) return 'fails'
  const location = headerOf(responseHeaders, 'location')
  return location === undefined ? `is answered with ${status}` : `redirects to ${location}`
}

function imports({ modules }: Copied): string[] {
  const settings = modules.settings ? [`import settings from './${withoutExtension(modules.settings)}'`] : []
  return modules.urls
    ? [...settings, `import * as urls from './${withoutExtension(modules.urls)}'`]
    : [...settings, "import { urlpatternsFromViews } from 'tiny-django/urls'", "import * as views from './views'"]
}

function appOf({ modules }: Copied): string {
  const urls = modules.urls ? '...urls' : '...urlpatternsFromViews(views)'
  return `{ ${urls}${modules.settings ? ', settings' : ''} }`
}

function withoutExtension(file: string): string {
  return file.replace(/\.[^.]+$/, '')
}

function remarks({ wire, inside }: Copied): string[] {
  const isMasked = [...inside.form.map(([, value]) => value), inside.body ?? ''].some(text => text.includes(SUBSTITUTE))
  const hasSecretCookie = cookiesOf(wire.requestHeaders, inside.secretCookies).some(([, value]) => value === SUBSTITUTE)
  return [
    ...(isMasked ? ['// Secrets are stars here: put others in their place.'] : []),
    ...(hasSecretCookie
      ? ['// There was a cookie that is a secret: if the view needs its session, log in first.']
      : []),
    ...(inside.files.length > 0 ? ['// The files that were sent are not in this test.'] : []),
  ]
}

function cookies({ wire, inside }: Copied): string[] {
  const open = cookiesOf(wire.requestHeaders, inside.secretCookies).filter(
    ([name, value]) => name && value !== SUBSTITUTE,
  )
  return open.length === 0 ? [] : [`client.cookies.load(${written(Object.fromEntries(open))})`]
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** What the view may have looked at; a browser sends many more. */
const telling = /^(?:hx-.*|x-requested-with|accept-language|if-.*|range|origin)$/i

function call({ wire, inside }: Copied): string {
  const [data, contentType] = dataOf({ wire, inside })
  const headers = Object.fromEntries(
    pairsOf(wire.requestHeaders)
      .filter(([name, value]) => telling.test(name) || (/^accept$/i.test(name) && value.startsWith('application/json')))
      .map(([name, value]) => [name, maskedHeader(name, value)]),
  )
  const options = { ...(contentType && { contentType }), ...(Object.keys(headers).length > 0 && { headers }) }
  const hasOptions = Object.keys(options).length > 0
  const [method, ...first] = methods.has(wire.method) ? [wire.method.toLowerCase()] : ['generic', written(wire.method)]
  const body = data ?? (hasOptions ? (withoutData[wire.method] ?? "''") : undefined)
  const args = [
    ...first,
    written(wire.target),
    ...(body === undefined ? [] : [body]),
    ...(hasOptions ? [written(options)] : []),
  ]
  return `client.${method}(${args.join(', ')})`
}

/** What stands for no data where options follow. */
const withoutData: Readonly<Record<string, string>> = { GET: 'null', HEAD: 'null', POST: '{}' }

function dataOf({ wire, inside }: Pick<Copied, 'wire' | 'inside'>): [data?: string, contentType?: string] {
  if (wire.requestBody.total === 0 || ['GET', 'HEAD'].includes(wire.method)) return []
  const kind = kindOfBody(wire)
  if (kind === 'form' || kind === 'multipart') {
    const data = written(fieldsOf(inside.form.filter(([name]) => name !== 'csrfmiddlewaretoken')), 2)
    return kind === 'multipart' && wire.method === 'POST'
      ? [data]
      : [data, headerOf(wire.requestHeaders, 'content-type')!.split(';', 1)[0]!]
  }
  const contentType = headerOf(wire.requestHeaders, 'content-type') ?? 'application/octet-stream'
  const json = kind === 'json' ? parsed(inside.body ?? '') : undefined
  return [typeof json === 'object' && json !== null ? written(json, 2) : written(inside.body ?? ''), contentType]
}

/** Names that come several times have a list. */
function fieldsOf(rows: readonly Row[]): Record<string, string | string[]> {
  const fields = new Map<string, string[]>()
  for (const [name, value] of rows) fields.set(name, [...(fields.get(name) ?? []), value])
  return Object.fromEntries([...fields].map(([name, values]) => [name, values.length === 1 ? values[0]! : values]))
}

function assertions(copied: Copied, asked: string): string[] {
  const { wire, inside } = copied
  const error = raised(inside.events)
  if (error) return [`await expect(${asked}).rejects.toThrow(${written(error.message)})`]
  const location = headerOf(wire.responseHeaders, 'location')
  const answer = `const response = await ${asked}`
  if (location !== undefined && wire.status >= 300 && wire.status < 400) {
    const options = { ...(wire.status !== 302 && { statusCode: wire.status }), fetchRedirectResponse: false }
    return [answer, `await expect(response).toRedirectTo(${written(location)}, ${written(options)})`]
  }
  const template = inside.events.find(event => event.kind === 'template' && event.name !== '(a string)')
  return [
    answer,
    `expect(response).toHaveStatus(${wire.status})`,
    ...(template && wire.status < 400 && 'name' in template
      ? [`expect(response).toUseTemplate(${written(template.name)})`]
      : []),
    ...(wire.status === 200 && wire.method !== 'HEAD' ? contentOf(copied) : []),
  ]
}

/** What the view threw, and nobody made anything else of than a server error: a test client throws it on. */
function raised(events: readonly RecordedEvent[]) {
  return events.find(event => event.kind === 'error' && event.status !== null && event.status >= 500) as
    | Extract<RecordedEvent, { kind: 'error' }>
    | undefined
}

/** The heading of a page, all of a small JSON, the first line of a text. */
function contentOf({ wire: { responseHeaders, responseBody } }: Copied): string[] {
  const type = headerOf(responseHeaders, 'content-type') ?? ''
  if (headerOf(responseHeaders, 'content-encoding')) return []
  const text = responseBody.bytes.toString('utf8')
  if (/^application\/(?:.+\+)?json/.test(type)) {
    const json = text.length <= mostJson && responseBody.total === responseBody.bytes.length ? parsed(text) : undefined
    return json === undefined || hasSecrets(json) ? [] : [`expect(response.json()).toEqual(${written(json, 2)})`]
  }
  if (type.startsWith('text/html')) {
    const heading = /<h1[^>]*>([^<]{1,80})<\/h1>/.exec(text)?.[1] ?? /<title>([^<]{1,80})<\/title>/.exec(text)?.[1]
    return heading?.trim() ? [`expect(response).toContainText(${written(heading.trim())})`] : []
  }
  const [line = ''] = text.split('\n', 1)
  return type.startsWith('text/plain') && line !== '' && line.length <= 80
    ? [`expect(response).toContainText(${written(line)})`]
    : []
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
