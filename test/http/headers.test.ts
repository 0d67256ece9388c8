import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BadHeaderError } from '../../src/http/exceptions.js'
import { ResponseHeaders } from '../../src/http/headers.js'
import { UnicodeEncodeError } from '../../src/utils/charsets.js'

describe('ResponseHeaders', () => {
  it('keeps order and case, and finds any case', () => {
    const headers = new ResponseHeaders({ 'X-b': '1', 'x-A': 2 })
    headers.set('X-B', '3')
    headers.append('Vary', 'Cookie')
    headers.append('vary', 'Accept')
    expect([...headers]).toEqual([
      ['X-B', '3'],
      ['x-A', '2'],
      ['Vary', 'Cookie, Accept'],
    ])
    expect([headers.get('X-a'), headers.has('VARY'), headers.get('nope')]).toEqual(['2', true, null])
    headers.delete('x-b')
    expect([...headers.keys()]).toEqual(['x-A', 'Vary'])
    expect([...headers.values()]).toEqual(['2', 'Cookie, Accept'])
  })

  it('makes standard Headers', () => {
    const headers = new ResponseHeaders([['X-A', 'b']])
    headers.append('Set-Cookie', 'a=1')
    headers.append('set-cookie', 'b=2')
    const standard = new Headers(headers)
    expect([standard.get('x-a'), standard.getSetCookie()]).toEqual(['b', ['a=1', 'b=2']])
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    const seen: string[] = []
    headers.forEach((value, name) => {
      seen.push(`${name}: ${value}`)
    })
    expect(seen).toEqual(['X-A: b', 'Set-Cookie: a=1', 'set-cookie: b=2'])
  })

  it('lets no header end its line', () => {
    const headers = new ResponseHeaders()
    for (const bad of ['a\r\nX: y', 'a\n', '\rb']) {
      const error = new BadHeaderError(
        `Header values can't contain newlines (got '${bad.replace('\r', '\\r').replace('\n', '\\n')}')`,
      )
      expect(() => headers.set('X', bad)).toThrow(error)
      expect(() => headers.append('X', bad)).toThrow(error)
      expect(() => headers.set(bad, 'x')).toThrow(error)
      expect(() => headers.setdefault('X', bad)).toThrow(error)
      expect(() => new ResponseHeaders({ X: bad })).toThrow(error)
    }
    expect(() => headers.set('X', 'a\0b')).toThrow(BadHeaderError)
    expect(() => headers.set('X', `€\n`)).toThrow(BadHeaderError)
    expect([...headers]).toEqual([])
  })

  it('sends what Latin-1 has as it is, and the rest as encoded words', () => {
    const headers = new ResponseHeaders({ A: 'café', B: '† x', C: 'aą', D: Uint8Array.of(0xe9) })
    expect([...headers.values()]).toEqual(['café', '=?utf-8?b?4oCgIHg=?=', '=?utf-8?b?YcSF?=', 'é'])
    expect(() => headers.set('X-é', '1')).toThrow(UnicodeEncodeError)
  })

  it('never holds a line end, whatever is set', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, value) => {
        const headers = new ResponseHeaders()
        try {
          headers.set(name, value)
        } catch {}
        expect(headers.toFlat().join('')).not.toMatch(/[\r\n\0]/)
      }),
    )
  })

  it('takes any name for a name', () => {
    const headers = new ResponseHeaders({ ['__proto__']: 'x', constructor: 'y' })
    expect(headers.get('__proto__')).toBe('x')
    expect(headers.has('toString')).toBe(false)
  })
})
