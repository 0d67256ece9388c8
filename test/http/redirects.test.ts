import { describe, expect, it } from 'vitest'
import { DisallowedRedirect } from '../../src/http/exceptions.js'
import { HttpResponsePermanentRedirect, HttpResponseRedirect } from '../../src/http/redirects.js'

describe('a redirect', () => {
  it('says where to go', () => {
    const response = new HttpResponseRedirect('/search/?q=café au lait', { content: 'moved' })
    expect([response.statusCode, response.url, response.payload]).toEqual([
      302,
      '/search/?q=caf%C3%A9%20au%20lait',
      'moved',
    ])
    expect(response.wireHeaders()).toEqual([
      'Content-Type',
      'text/html; charset=utf-8',
      'Location',
      '/search/?q=caf%C3%A9%20au%20lait',
    ])
    expect(String(response)).toBe(
      '<HttpResponseRedirect status_code=302, "text/html; charset=utf-8", url="/search/?q=caf%C3%A9%20au%20lait">',
    )
  })

  it('may be permanent, and may have the request repeated', () => {
    expect(new HttpResponsePermanentRedirect('/').statusCode).toBe(301)
    expect(new HttpResponseRedirect('/', { preserveRequest: true }).statusCode).toBe(307)
    expect(new HttpResponsePermanentRedirect('/', { preserveRequest: true }).statusCode).toBe(308)
  })

  it.each([
    ['javascript:alert(1)', 'javascript'],
    ['JAVASCRIPT:alert(1)', 'javascript'],
    [' java\tscript:alert(1)', 'javascript'],
    ['data:text/html,<script>', 'data'],
    ['mailto:a@example.com', 'mailto'],
    ['file:///etc/passwd', 'file'],
  ])('does not lead to %j', (url, scheme) => {
    expect(() => new HttpResponseRedirect(url)).toThrow(
      new DisallowedRedirect(`Unsafe redirect to URL with protocol '${scheme}'`),
    )
  })

  it('does not lead to an address without an end', () => {
    expect(() => new HttpResponseRedirect(`/${'x'.repeat(1_000_000)}`)).toThrow(
      new DisallowedRedirect('Unsafe redirect exceeding 16384 characters'),
    )
  })

  it('cannot carry another header', () => {
    expect(new HttpResponseRedirect('/x\r\nSet-Cookie: a=b').url).toBe('/x%0D%0ASet-Cookie:%20a=b')
  })
})
