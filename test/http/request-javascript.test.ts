import { describe, expect, it } from 'vitest'
import { DisallowedHost } from '../../src/http/exceptions.js'
import { request, withSettings } from './helpers.js'

describe('request.url', () => {
  it('is the address that was asked for', () => {
    withSettings({ ALLOWED_HOSTS: ['example.com'] })
    const asked = request({ target: '/caf%C3%A9/?q=1&q=2', rawHeaders: ['Host', 'example.com:8080'], scheme: 'https' })
    expect(asked.url).toBeInstanceOf(URL)
    expect(asked.url.href).toBe('https://example.com:8080/caf%C3%A9/?q=1&q=2')
    expect(asked.url.searchParams.getAll('q')).toEqual(['1', '2'])
  })

  it('keeps a path that begins with two slashes from being a host', () => {
    withSettings({ ALLOWED_HOSTS: ['example.com'] })
    expect(request({ target: '//evil.com/x', rawHeaders: ['Host', 'example.com'] }).url.host).toBe('example.com')
  })

  it.each(['evil.com', '1.2.3.4.5'])('refuses the host %s by name', host => {
    withSettings({ ALLOWED_HOSTS: host === 'evil.com' ? ['example.com'] : ['*'] })
    expect(() => request({ rawHeaders: ['Host', host] }).url).toThrow(DisallowedHost)
  })
})

describe('request.signal', () => {
  it('is the one of the connection', () => {
    const controller = new AbortController()
    const asked = request({ signal: controller.signal })
    expect(asked.signal.aborted).toBe(false)
    controller.abort()
    expect(asked.signal.aborted).toBe(true)
  })

  it('is there, and the same, without one', () => {
    const asked = request()
    expect(asked.signal.aborted).toBe(false)
    expect(asked.signal).toBe(asked.signal)
  })
})
