import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { MultiValueDict, MultiValueDictKeyError } from '../../src/utils/datastructures.js'

describe('MultiValueDict', () => {
  const people = () =>
    new MultiValueDict([
      ['name', ['Adrian', 'Simon']],
      ['position', ['Developer']],
      ['empty', []],
    ])

  it('gives the last value, and all of them', () => {
    const dict = people()
    expect([dict.get('name'), dict.getlist('name'), dict.get('empty'), dict.getlist('nope')]).toEqual([
      'Simon',
      ['Adrian', 'Simon'],
      null,
      [],
    ])
    expect([...dict.items()]).toEqual([
      ['name', 'Simon'],
      ['position', 'Developer'],
      ['empty', []],
    ])
    expect(() => dict.getitem('nope')).toThrow(MultiValueDictKeyError)
  })

  it('is made of a dictionary of lists, or of another one', () => {
    const lists = { name: ['Adrian', 'Simon'], position: ['Developer'] }
    const dict = new MultiValueDict(lists)
    expect([...dict.lists()]).toEqual(Object.entries(lists))
    const copy = new MultiValueDict(dict)
    copy.appendlist('name', 'x')
    expect([dict.getlist('name'), copy.getlist('name')]).toEqual([
      ['Adrian', 'Simon'],
      ['Adrian', 'Simon', 'x'],
    ])
  })

  it('gives lists of its own', () => {
    const dict = people()
    dict.getlist('name').push('x')
    expect(dict.getlist('name')).toEqual(['Adrian', 'Simon'])
  })

  it('adds to what is there', () => {
    const dict = people()
    dict.update({ name: 'Jacob' })
    dict.update(new MultiValueDict([['position', ['a', 'b']]]))
    dict.update([['new', '1']])
    expect(dict.setdefault('new', '2')).toBe('1')
    expect([dict.getlist('name'), dict.getlist('position'), dict.pop('new'), dict.pop('new', null)]).toEqual([
      ['Adrian', 'Simon', 'Jacob'],
      ['Developer', 'a', 'b'],
      ['1'],
      null,
    ])
    expect(() => dict.pop('new')).toThrow(MultiValueDictKeyError)
    expect([dict.popitem(), dict.size]).toEqual([['empty', []], 2])
  })

  it('prints like Django does', () => {
    const printed = "<MultiValueDict: {'name': ['Adrian', 'Simon'], 'position': ['Developer'], 'empty': []}>"
    expect([String(people()), inspect(people())]).toEqual([printed, printed])
  })
})
