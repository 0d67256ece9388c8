import type { Row } from '../../record.js'
import { bodyText, type Copied, kindOfBody, written } from './copied.js'
import { maskedHeaders } from './mask.js'
import { testOf } from './test-copy.js'

/** A request as something to be pasted elsewhere, secrets masked. */
export interface Copy {
  readonly name: string
  readonly text: string
}

export function copiesOf(copied: Copied): Copy[] {
  return [
    { name: 'As a test', text: testOf(copied) },
    { name: 'As curl', text: curlOf(copied) },
    { name: 'As fetch', text: fetchOf(copied) },
  ]
}

/** Headers that whoever sends the request makes himself. */
const madeAnew = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'accept-encoding',
  'keep-alive',
  'expect',
])

function sentHeaders({ wire, inside }: Copied): Row[] {
  const isMultipart = kindOfBody(wire) === 'multipart'
  return maskedHeaders(wire.requestHeaders, inside.secretCookies).filter(([name]) => {
    const lower = name.toLowerCase()
    return !madeAnew.has(lower) && !(isMultipart && lower === 'content-type') // its boundary is another one
  })
}

function curlOf(copied: Copied): string {
  const { wire, inside, origin } = copied
  const isUsual = wire.method === (wire.requestBody.total > 0 ? 'POST' : 'GET')
  const words = [
    `curl ${isUsual ? '' : wire.method === 'HEAD' ? '--head ' : `-X ${wire.method} `}${quoted(origin + wire.target)}`,
    ...sentHeaders(copied).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(kindOfBody(wire) === 'multipart'
      ? inside.form.map(([name, value]) => `--form-string ${quoted(`${name}=${value}`)}`)
      : bodyText(copied).map(text => `--data-raw ${quoted(text)}`)),
  ]
  return words.join(' \\\n  ')
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** Headers that a page may not set. */
const ofTheBrowser = /^(?:cookie|origin|referer|user-agent|dnt|sec-.*)$/i

function fetchOf(copied: Copied): string {
  const { wire, inside } = copied
  const headers = sentHeaders(copied).filter(([name]) => !ofTheBrowser.test(name))
  const [body] = bodyText(copied)
  const isMultipart = kindOfBody(wire) === 'multipart'
  const options = [
    ...(wire.method === 'GET' ? [] : [`  method: ${written(wire.method)},`]),
    ...(headers.length === 0 ? [] : [`  headers: ${written(Object.fromEntries(headers), 2)},`]),
    ...(isMultipart ? ['  body: form,'] : body === undefined ? [] : [`  body: ${written(body)},`]),
  ]
  const form = [
    'const form = new FormData()',
    ...inside.form.map(([name, value]) => `form.append(${written(name)}, ${written(value)})`),
  ]
  const call =
    options.length === 0
      ? `await fetch(${written(wire.target)})`
      : `await fetch(${written(wire.target)}, {\n${options.join('\n')}\n})`
  return [...(isMultipart ? form : []), call].join('\n')
}
