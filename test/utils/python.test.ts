import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { pformat } from '../../src/utils/python/pprint.js'
import {
  bool,
  compare,
  contains,
  eq,
  Float,
  ge,
  gt,
  iterate,
  le,
  len,
  lt,
  Range,
  repr,
  str,
  typeName,
} from '../../src/utils/python.js'
import { markSafe } from '../../src/utils/safestring.js'

/** A decimal of some package. */
function decimal(text: string) {
  return { toFixed: () => text, toString: () => text, [Symbol.toStringTag]: 'Decimal' }
}

describe('str', () => {
  it.each<[unknown, string]>([
    [null, 'None'],
    [undefined, 'None'],
    [true, 'True'],
    [1, '1'],
    [-0, '0'],
    [1e21, '1000000000000000000000'],
    [10n ** 30n, '1000000000000000000000000000000'],
    [new Float(1), '1.0'],
    [new Float(-0), '-0.0'],
    [new Float(1e16), '1e+16'],
    [0.00001, '1e-05'],
    [0.1, '0.1'],
    [Number.NaN, 'nan'],
    [Number.NEGATIVE_INFINITY, '-inf'],
    [decimal('1.10'), '1.10'],
    [decimal('1e+21'), '1E+21'],
    [decimal('0.0000001'), '1E-7'],
    ['<b>', '<b>'],
    [markSafe('<b>'), '<b>'],
    [[1, 'a', null, [true]], "[1, 'a', None, [True]]"],
    [Object.freeze([1]), '(1,)'],
    [Object.freeze([1, 'b']), "(1, 'b')"],
    [new Set(), 'set()'],
    [new Set([1]), '{1}'],
    [{ a: 1, b: new Float(2) }, "{'a': 1, 'b': 2.0}"],
    [new Map<unknown, unknown>([[1, { x: 'y' }]]), "{1: {'x': 'y'}}"],
    [new Range(3), 'range(0, 3)'],
    [new Range(5, 1, -2), 'range(5, 1, -2)'],
    [new Uint8Array([97, 0, 255]), "b'a\\x00\\xff'"],
    [new Error('no'), 'no'],
    [new Date('2024-05-15T10:30:45.120Z'), '2024-05-15 10:30:45.120000+00:00'],
    [Temporal.PlainDate.from('2024-05-15'), '2024-05-15'],
    [Temporal.PlainTime.from('10:30'), '10:30:00'],
    [Temporal.PlainDateTime.from('2024-05-15T10:30:00.000001'), '2024-05-15 10:30:00.000001'],
    [Temporal.ZonedDateTime.from('2024-05-15T10:30:00[Asia/Kolkata]'), '2024-05-15 10:30:00+05:30'],
    [Temporal.Duration.from({ hours: 26 }), '1 day, 2:00:00'],
    [Temporal.Duration.from({ seconds: -1 }), '-1 day, 23:59:59'],
  ])('of %o is %s', (value, text) => {
    expect(str(value)).toBe(text)
  })

  it('is what an object says of itself', () => {
    class Article {
      toString() {
        return 'An article'
      }
    }
    expect(str(new Article())).toBe('An article')
    expect(str(new (class Plain {})())).toBe('<Plain object>')
    expect(str({ name: 'x', toString: () => 'x!' })).toBe('x!')
  })

  it('ends where something contains itself', () => {
    const list: unknown[] = [1]
    list.push(list)
    expect(str(list)).toBe('[1, [...]]')
    const dict: Record<string, unknown> = {}
    dict.self = dict
    expect(str(dict)).toBe("{'self': {...}}")
  })
})

describe('repr', () => {
  it.each<[unknown, string]>([
    ['a', "'a'"],
    ["it's", '"it\'s"'],
    ['\n\u200b😀', "'\\n\\u200b😀'"],
    [markSafe('x'), "'x'"],
    [decimal('2.50'), "Decimal('2.50')"],
    [Temporal.PlainDate.from('2024-01-02'), 'datetime.date(2024, 1, 2)'],
    [new Date(0), 'datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)'],
    [
      Temporal.ZonedDateTime.from('2024-01-01T00:00[+00:00]'),
      'datetime.datetime(2024, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)',
    ],
    [Temporal.Duration.from({ days: 1, microseconds: 4 }), 'datetime.timedelta(days=1, microseconds=4)'],
    [new Temporal.Duration(), 'datetime.timedelta(0)'],
  ])('of %o is %s', (value, text) => {
    expect(repr(value)).toBe(text)
  })
})

describe('pformat', () => {
  it('breaks what is longer than a line', () => {
    const words = 'a word '.repeat(14).trim()
    expect(pformat({ b: 1, a: [words] })).toBe(
      "{'a': ['a word a word a word a word a word a word a word a word a word a word '\n" +
        "       'a word a word a word a word'],\n 'b': 1}",
    )
  })

  it('sorts dictionaries', () => {
    expect(pformat({ b: { z: 1, y: 2 }, a: 3 })).toBe("{'a': 3, 'b': {'y': 2, 'z': 1}}")
  })
})

describe('bool', () => {
  it.each([
    null,
    undefined,
    false,
    0,
    0n,
    '',
    new Float(0),
    decimal('0.00'),
    [],
    {},
    new Map(),
    new Set(),
    markSafe(''),
  ])('of %o is false', value => {
    expect(bool(value)).toBe(false)
  })

  it.each([
    true,
    1,
    -1n,
    'x',
    Number.NaN,
    new Float(0.5),
    decimal('0.01'),
    [0],
    { a: 0 },
    new Date(0),
    () => 0,
    {}.toString,
  ])('of %o is true', value => {
    expect(bool(value)).toBe(true)
  })
})

describe('eq', () => {
  it.each<[unknown, unknown]>([
    [1, true],
    [1, new Float(1)],
    [1n, 1],
    [decimal('1.0'), 1],
    ['a', markSafe('a')],
    [
      [1, [2]],
      [new Float(1), [2n]],
    ],
    [{ a: 1 }, new Map([['a', 1]])],
    [new Set([1, 2]), new Set([2, 1])],
    [new Date(0), Temporal.ZonedDateTime.from('1970-01-01T01:00[+01:00]')],
    [null, undefined],
  ])('%o is %o', (a, b) => {
    expect(eq(a, b)).toBe(true)
    expect(eq(b, a)).toBe(true)
  })

  it.each<[unknown, unknown]>([
    ['1', 1],
    [[1], Object.freeze([1])],
    [Number.NaN, Number.NaN],
    [decimal('0.1'), 0.1],
    [2n ** 53n + 1n, 2 ** 53],
    [Temporal.PlainDate.from('2024-01-01'), Temporal.PlainDateTime.from('2024-01-01')],
    [{}, []],
    [null, 0],
  ])('%o is not %o', (a, b) => {
    expect(eq(a, b)).toBe(false)
  })
})

describe('order', () => {
  it('compares what is of one kind', () => {
    expect(lt(1, 1.5)).toBe(true)
    expect(lt('a', 'b')).toBe(true)
    expect(lt('\uffff', '😀')).toBe(true) // by code points, not by units
    expect(le([1, 2], [1, 2])).toBe(true)
    expect(gt([2], [1, 9])).toBe(true)
    expect(ge(new Set([1, 2]), new Set([1]))).toBe(true)
    expect(lt(new Set([1]), new Set([2]))).toBe(false)
    expect(lt(Number.NaN, 1) || ge(Number.NaN, 1)).toBe(false)
    expect(lt(Temporal.PlainDate.from('2024-01-01'), Temporal.PlainDate.from('2024-01-02'))).toBe(true)
  })

  it.each<[unknown, unknown, string]>([
    [1, 'a', "'<' not supported between instances of 'int' and 'str'"],
    [null, 1, "'<' not supported between instances of 'NoneType' and 'int'"],
    [{}, {}, "'<' not supported between instances of 'dict' and 'dict'"],
    [new Date(), Temporal.PlainDateTime.from('2024-01-01'), "can't compare offset-naive and offset-aware datetimes"],
  ])('refuses to compare %o and %o', (a, b, message) => {
    expect(() => lt(a, b)).toThrow(new TypeError(message))
  })

  it('is that of the numbers, whatever they are made of', () => {
    const number = fc.oneof(
      fc.double({ noNaN: true }),
      fc.maxSafeInteger(),
      fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
    )
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(Math.sign(compare(a, b))).toBe(a < b ? -1 : a > b ? 1 : 0)
        expect(eq(a, b)).toBe(!(a < b || a > b))
      }),
    )
  })
})

describe('members', () => {
  it('counts characters, members and keys', () => {
    expect([len('😀é'), len([1]), len({ a: 1, b: 2 }), len(new Map()), len(new Range(1, 10, 3))]).toEqual([
      2, 1, 2, 0, 3,
    ])
    expect(() => len(5)).toThrow(new TypeError("object of type 'int' has no len()"))
  })

  it('walks through characters, members and keys', () => {
    expect([...iterate('a😀')]).toEqual(['a', '😀'])
    expect([...iterate({ a: 1 })]).toEqual(['a'])
    expect([...iterate(new Map([[1, 2]]))]).toEqual([1])
    expect(() => iterate(null)).toThrow(new TypeError("'NoneType' object is not iterable"))
  })

  it('finds what is in something', () => {
    expect(contains('abc', 'b')).toBe(true)
    expect(contains([1, 'a'], new Float(1))).toBe(true)
    expect(contains({ a: 1 }, 'toString')).toBe(false)
    expect(contains(new Map([[1, 'x']]), true)).toBe(true)
    expect(() => contains('abc', 1)).toThrow("'in <string>' requires string as left operand, not int")
  })
})

it('types have the names they have in Python', () => {
  expect(
    [null, 1, 1.5, 'x', [], Object.freeze([]), {}, new Set(), decimal('1'), new Date(), markSafe('')].map(typeName),
  ).toEqual([
    'NoneType',
    'int',
    'float',
    'str',
    'list',
    'tuple',
    'dict',
    'set',
    'decimal.Decimal',
    'datetime.datetime',
    'SafeString',
  ])
})
