import { HttpRequest, HttpResponse, parseCookie, SimpleCookie } from '../../../src/http/index.js'
import { type Family, type Input, perform, runSteps } from '../family.js'
import { decode } from '../values.js'
import { camelKeys, responseSteps } from './response.js'
import { signing } from './signing.js'

export const cookies: Family = {
  name: 'cookies',
  operations: {
    parse_cookie: ({ cookie }) => ({ value: [...parseCookie(decode(cookie) as string)] }),
    response: onResponse,
    simple_cookie: simpleCookie,
    set_then_get: setThenGet,
    get_signed_cookie: getSignedCookie,
    ...signing,
  },
}

async function onResponse({ ops }: Input): Promise<unknown> {
  const response = new HttpResponse()
  const results = await runSteps(ops, step => perform(responseSteps, response, step))
  return { results, cookies: setCookieLines(response.cookies) }
}

function setCookieLines(jar: SimpleCookie): string[] {
  return Array.from(jar.values(), morsel => morsel.outputString())
}

function simpleCookie({ load }: Input): unknown {
  const jar = new SimpleCookie()
  jar.load(decode(load) as Record<string, string>)
  return {
    output: setCookieLines(jar),
    values: Array.from(jar, ([name, morsel]) => [name, morsel.value]),
    attributes: Array.from(jar, ([name, morsel]) => [name, morsel.attributes()]),
  }
}

function getSignedCookie({ COOKIES, key, kwargs }: Input): unknown {
  const request = new HttpRequest()
  for (const [name, value] of decode(COOKIES) as [string, string][]) request.COOKIES[name] = value
  return { value: request.getSignedCookie(key as string, camelKeys(decode(kwargs))) }
}

// What a browser would send back, and what becomes of it.
function setThenGet({ key, value }: Input): unknown {
  const response = new HttpResponse()
  response.setCookie(decode(key) as string, decode(value) as string)
  const morsel = response.cookies.get(key as string)!
  const sent = `${morsel.key}=${morsel.codedValue}`
  return { sent, parsed: [...parseCookie(sent)] }
}
