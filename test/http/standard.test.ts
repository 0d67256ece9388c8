import { describe, expect, it } from 'vitest'
import { responseFromStandard } from '../../src/http/standard.js'
import { text } from './helpers.js'

describe('a standard Response', () => {
  it('becomes a streaming response with its status and headers', async () => {
    const headers = new Headers({ 'Content-Type': 'text/plain', 'X-Request-Id': '7', Connection: 'close' })
    headers.append('Set-Cookie', 'a=1')
    headers.append('Set-Cookie', 'b=2')
    const response = responseFromStandard(new Response('hello', { status: 418, statusText: 'Teapot', headers }))
    expect([response.statusCode, response.reasonPhrase, response.streaming]).toEqual([418, 'Teapot', true])
    expect(response.wireHeaders()).toEqual([
      'Content-Type',
      'text/plain',
      'X-Request-Id',
      '7',
      'Set-Cookie',
      'a=1',
      'Set-Cookie',
      'b=2',
    ])
    let body = ''
    for await (const chunk of response.streamingContent) body += text(chunk)
    expect(body).toBe('hello')
  })

  it('has no content where the standard one has none', () => {
    const response = responseFromStandard(new Response(null, { status: 204 }))
    expect([response.statusCode, response.payload, response.wireHeaders()]).toEqual([204, '', []])
  })

  it('keeps an encoding of its own', () => {
    const response = responseFromStandard(new Response('x', { headers: { 'Content-Encoding': 'gzip' } }))
    expect(response.getHeader('Content-Encoding')).toBe('gzip')
  })
})
