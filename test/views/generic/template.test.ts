import { describe, expect, test } from 'vitest'
import type { HttpRequest } from '../../../src/http/request.js'
import { HttpResponse } from '../../../src/http/response.js'
import { LocmemLoader } from '../../../src/template/loaders/locmem.js'
import { SimpleTemplateResponse } from '../../../src/template/response.js'
import { Client, RequestFactory } from '../../../src/test/index.js'
import { path } from '../../../src/urls/path.js'
import type { URLPatterns } from '../../../src/urls/types.js'
import { View } from '../../../src/views/generic/base.js'
import { ContextMixin, TemplateResponseMixin, TemplateView } from '../../../src/views/generic/template.js'

class About extends TemplateView {
  override templateName = 'about.html'

  override getContextData(kwargs = {}) {
    return { ...super.getContextData(kwargs), title: 'About' }
  }
}

class Later extends TemplateView {
  override templateName = 'about.html'

  override async getContextData() {
    return { title: Promise.resolve('later') }
  }
}

class Plain extends TemplateResponseMixin(View) {
  override templateName = 'about.html'
  override contentType = 'text/plain'

  get(_request: HttpRequest, { year }: { year: number }) {
    return this.renderToResponse({ title: year }, { status: 203 })
  }
}

class Mixed extends ContextMixin(View) {
  get(_request: HttpRequest) {
    return new HttpResponse(Object.keys(this.getContextData({ a: 1 })).join())
  }
}

const client = new Client({
  app: {
    settings: { TEMPLATES: [{ OPTIONS: { loaders: [[LocmemLoader, { 'about.html': '{{ title }}{{ foo }}' }]] } }] },
    urlpatterns: [
      path('about/', About.asView()),
      path('about/<slug:foo>/', About.asView()),
      path('given/', TemplateView.asView({ templateName: 'about.html', extraContext: { title: 'given' } })),
      path('later/', Later.asView()),
      path('plain/<int:year>/', Plain.asView()),
      path('mixed/', Mixed.asView({ extraContext: { b: 2 } })),
      path('nothing/', TemplateView.asView()),
    ] satisfies URLPatterns,
  },
})

describe('TemplateView', () => {
  test('has a template, and what the route captured in its context', async () => {
    expect((await client.get('/about/')).text).toBe('About')
    const response = await client.get('/about/bar/')
    expect(response.text).toBe('Aboutbar')
    expect(response.context?.get('view')).toBeInstanceOf(About)
  })

  test('is told in the URLconf, or waits for its context', async () => {
    expect((await client.get('/given/')).text).toBe('given')
    expect((await client.get('/later/')).text).toBe('later')
  })

  test('answers HEAD, and nothing but reading', async () => {
    expect((await client.head('/about/')).statusCode).toBe(200)
    expect((await client.post('/about/')).headers.get('Allow')).toBe('GET, HEAD, OPTIONS')
  })

  test('needs a template', async () => {
    await expect(client.get('/nothing/')).rejects.toThrow(
      "TemplateResponseMixin requires either a definition of 'templateName' or an implementation of 'getTemplateNames()'",
    )
  })

  test('is rendered after the view, so that others may change it', () => {
    const response = About.asView()(new RequestFactory().get('/'), {})
    expect(response).toBeInstanceOf(SimpleTemplateResponse)
    expect((response as SimpleTemplateResponse).isRendered).toBe(false)
  })
})

test('its parts can be had alone, and keep the types of the view', async () => {
  const response = await client.get('/plain/2024/')
  expect([response.statusCode, response.text, response.getHeader('Content-Type')]).toEqual([203, '2024', 'text/plain'])
  expect((await client.get('/mixed/')).text).toBe('view,a,b')
  // @ts-expect-error: the view wants a number
  path('plain/<slug:year>/', Plain.asView())
  // @ts-expect-error: no such attribute
  expect(() => TemplateView.asView({ template: 'about.html' })).toThrow(TypeError)
})
