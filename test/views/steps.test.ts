import { expect, test } from 'vitest'
import '../../src/adapters/node.js'
import { createApplication } from '../../src/core/create-application.js'
import { HttpRequest } from '../../src/http/request.js'
import { HttpResponse } from '../../src/http/response.js'
import type { MiddlewareClass } from '../../src/middleware/types.js'
import { TemplateResponse } from '../../src/template/response.js'
import { registerConverter } from '../../src/urls/converters.js'
import { path } from '../../src/urls/path.js'

// Which step of the cycle the page about an error names.

declare module '../../src/urls/converters.js' {
  interface Converters {
    broken: string
  }
}
registerConverter('broken', {
  regex: '[a-z]+',
  toValue: () => {
    throw new RangeError('a converter')
  },
  toUrl: String,
})

const work = () => {
  throw new RangeError('your work')
}
const urlpatterns = [
  path('fine/', function fine() {
    return new HttpResponse('')
  }),
  path('view/', function view() {
    throw new RangeError('the view')
  }),
  path('work/', () => work()),
  path('nothing/', function nothing() {} as never),
  path('connection/', function connection() {
    return new HttpResponse('', { headers: { Connection: 'close' } })
  }),
  path('template/', function template(request: HttpRequest) {
    return new TemplateResponse(request, 'nowhere.html')
  }),
  path('broken/<broken:it>/', function broken() {
    return new HttpResponse('')
  }),
]

class Before {
  processRequest() {
    throw new RangeError('before')
  }
}
class Around {
  processView() {
    throw new RangeError('around')
  }
}
class After {
  processResponse() {
    throw new RangeError('after')
  }
}

async function stepOf(address: string, ...middleware: MiddlewareClass[]): Promise<string> {
  const app = createApplication({ urlpatterns, settings: { DEBUG: true, MIDDLEWARE: middleware } })
  const request = new HttpRequest({
    method: 'GET',
    target: address,
    rawHeaders: ['Host', 'localhost', 'Accept', 'application/json'],
  })
  const response = await app.handle(request)
  const { step } = JSON.parse(String(response.payload)) as { step: { number: number; name: string } }
  return `${step.number} ${step.name}`
}

test.each([
  ['/broken/x/', '3 urls'],
  ['/view/', '4 view'],
  ['/work/', '5 your work'],
  ['/nothing/', '6 response'],
  ['/template/', '7 template'],
  ['/connection/', '9 answer'],
])('%s fails in step %s', async (address, step) => {
  expect(await stepOf(address)).toBe(step)
})

test.each([
  [Before, '2 middleware'],
  [Around, '2 middleware'],
  [After, '8 middleware'],
])('%o fails in step %s', async (middleware, step) => {
  expect(await stepOf('/fine/', middleware as never)).toBe(step)
})
