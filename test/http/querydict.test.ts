import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TooManyFieldsSent } from '../../src/http/exceptions.js'
import { QueryDict } from '../../src/http/querydict.js'
import { LookupError } from '../../src/utils/charsets.js'
import { MultiValueDictKeyError } from '../../src/utils/datastructures.js'
import { withSettings } from './helpers.js'

describe('QueryDict', () => {
  it('reads a query string', () => {
    const query = new QueryDict('vote=yes&vote=no&name=caf%C3%A9+noir&empty&=x&&a=b=c')
    expect([...query.lists()]).toEqual([
      ['vote', ['yes', 'no']],
      ['name', ['café noir']],
      ['empty', ['']],
      ['', ['x']],
      ['a', ['b=c']],
    ])
    expect([query.get('vote'), query.getlist('vote'), query.get('nope'), query.get('nope', 'x')]).toEqual([
      'no',
      ['yes', 'no'],
      null,
      'x',
    ])
    expect(() => query.getitem('nope')).toThrow(new MultiValueDictKeyError('nope'))
  })

  it.each([
    ['%', '%'],
    ['%zz', '%zz'],
    ['%E9', '\ufffd'],
    ['%C3%A9é', 'éé'],
    ['a;b', 'a;b'],
    ['%2B+', '+ '],
    ['\u0000', '\u0000'],
  ])('reads the value %j as %j', (sent, value) => {
    expect(new QueryDict(`k=${sent}`).get('k')).toBe(value)
  })

  it('does not change unless it may', () => {
    const query = new QueryDict('a=1')
    const changes = [
      () => query.set('a', '2'),
      () => query.setlist('a', []),
      () => query.appendlist('a', '2'),
      () => query.setdefault('b', '2'),
      () => query.setlistdefault('b'),
      () => query.update({ b: '2' }),
      () => query.delete('a'),
      () => query.pop('a'),
      () => query.popitem(),
      () => query.clear(),
    ]
    for (const change of changes) expect(change).toThrow(new TypeError('This QueryDict instance is immutable'))
    const copy = query.copy()
    copy.appendlist('a', '2')
    expect([copy.urlencode(), query.urlencode()]).toEqual(['a=1&a=2', 'a=1'])
  })

  it('writes a query string', () => {
    const query = new QueryDict('', { mutable: true })
    query.set('next', '/a&b/')
    query.appendlist('name', 'café noir')
    expect(query.urlencode()).toBe('next=%2Fa%26b%2F&name=caf%C3%A9+noir')
    expect(query.urlencode('/')).toBe('next=/a%26b/&name=caf%C3%A9%20noir')
  })

  it('gives back what was written', () => {
    const entries = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })), {
      maxLength: 20,
    })
    fc.assert(
      fc.property(entries, pairs => {
        const query = new QueryDict('', { mutable: true })
        for (const [key, value] of pairs) query.appendlist(key, value)
        expect([...new QueryDict(query.urlencode()).lists()]).toEqual([...query.lists()])
      }),
    )
  })

  it('gives a single value as it gives all of them, whatever the query string', () => {
    const part = fc.string({ unit: fc.constantFrom('a', 'b', '%', '4', '1', '+', '=', 'é', '%41', '%C3%A9', '%C3') })
    fc.assert(
      fc.property(fc.array(part, { maxLength: 25 }), parts => {
        const text = parts.join('&')
        const all = new QueryDict(text).copy()
        expect([...new QueryDict(text).lists()]).toEqual([...all.lists()])
        for (const key of [...all.keys(), 'nope']) {
          const query = new QueryDict(text)
          expect([query.has(key), query.get(key), query.getlist(key)]).toEqual([
            all.has(key),
            all.get(key),
            all.getlist(key),
          ])
          if (query.has(key)) expect(query.getitem(key)).toBe(all.getitem(key))
        }
      }),
    )
  })

  it('is made of text or bytes, and of nothing else', () => {
    expect(() => new QueryDict(new URLSearchParams('a=1') as never)).toThrow(TypeError)
    expect(new QueryDict(null).size).toBe(0)
  })

  it('refuses a charset that nobody knows at once', () => {
    expect(() => new QueryDict('a=%20', { encoding: 'klingon' })).toThrow(LookupError)
  })

  it('knows no special keys', () => {
    const query = new QueryDict('__proto__=1&constructor=2&10=a&2=b')
    expect([...query.keys()]).toEqual(['__proto__', 'constructor', '10', '2'])
    expect({}).not.toHaveProperty('1')
    expect(Object.getOwnPropertyNames(query.dict())).toContain('__proto__')
  })

  it('counts the fields', () => {
    withSettings({ DATA_UPLOAD_MAX_NUMBER_FIELDS: 2 })
    expect(new QueryDict('a=1&b=2').size).toBe(2)
    expect(() => new QueryDict('a=1&b=2&c=3')).toThrow(
      new TooManyFieldsSent('The number of GET/POST parameters exceeded settings.DATA_UPLOAD_MAX_NUMBER_FIELDS.'),
    )
  })

  it('reads other charsets, and bytes that are none', () => {
    expect(new QueryDict('a=%E9', { encoding: 'iso-8859-1' }).get('a')).toBe('é')
    expect(new QueryDict('a=%82%A0', { encoding: 'shift_jis' }).get('a')).toBe('あ')
    expect(new QueryDict(Uint8Array.of(0x61, 0x3d, 0xe9)).get('a')).toBe('é')
  })

  it('makes keys of a list', () => {
    expect(QueryDict.fromkeys(['a', 'a', 'b'], 'v').urlencode()).toBe('a=v&a=v&b=v')
  })

  it('prints like Django does', () => {
    expect(String(new QueryDict("a=1&a=2&b=it's"))).toBe(`<QueryDict: {'a': ['1', '2'], 'b': ["it's"]}>`)
  })
})
