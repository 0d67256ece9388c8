import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { DjangoJSONEncoder, encodeJson, type JSONEncoderOptions } from '../../src/utils/json.js'

function encode(value: unknown, options?: JSONEncoderOptions): string {
  return new DjangoJSONEncoder(options).encode(value)
}

describe('DjangoJSONEncoder', () => {
  it.each<[unknown, string]>([
    [new Date('2024-01-02T03:04:05Z'), '"2024-01-02T03:04:05Z"'],
    [new Date('2024-01-02T03:04:05.678Z'), '"2024-01-02T03:04:05.678Z"'],
    [Temporal.PlainDate.from('0001-02-03'), '"0001-02-03"'],
    [Temporal.PlainTime.from('03:04:05.123456'), '"03:04:05.123"'],
    [Temporal.PlainDateTime.from('2024-01-02T03:04:05'), '"2024-01-02T03:04:05"'],
    [Temporal.ZonedDateTime.from('2024-01-02T03:04:05+02:00[+02:00]'), '"2024-01-02T03:04:05+02:00"'],
    [Temporal.ZonedDateTime.from('2024-01-02T03:04:05Z[UTC]'), '"2024-01-02T03:04:05Z"'],
    [Temporal.Duration.from({ days: 1, hours: 2, seconds: 3 }), '"P1DT02H00M03S"'],
    [Temporal.Duration.from({ seconds: -1 }), '"-P0DT00H00M01S"'],
    [{ toFixed: () => '1.10', toString: () => '1.10' }, '"1.10"'],
    [123456789012345678901234567890n, '123456789012345678901234567890'],
    [
      new Map<unknown, unknown>([
        ['2', 1],
        ['1', 2],
        [true, 3],
        [null, 4],
      ]),
      '{"2":1,"1":2,"true":3,"null":4}',
    ],
    [{ a: undefined, b: () => 1, c: [undefined] }, '{"c":[null]}'],
    [{ toJSON: () => ({ x: 1 }) }, '{"x":1}'],
    [
      new (class Point {
        x = 1
      })(),
      '{"x":1}',
    ],
    [[Number.NaN, Number.POSITIVE_INFINITY], '[null,null]'],
    ['é\u2028\ud800', '"é\u2028\\ud800"'],
  ])('writes %o as %s', (value, text) => {
    expect(encode(value)).toBe(text)
    expect(encodeJson(value)).toBe(text)
  })

  it.each<[string, unknown]>([
    ['Set', new Set([1])],
    ['Uint8Array', { x: new Uint8Array(1) }],
    ['function', () => {}],
    ['undefined', undefined],
  ])('has no form for a %s', (name, value) => {
    expect(() => encode(value)).toThrow(new TypeError(`Object of type ${name} is not JSON serializable`))
    expect(() => encodeJson(value)).toThrow(TypeError)
  })

  it('says what to do with a promise', () => {
    const error = new TypeError('Object of type Promise is not JSON serializable; await it and give its result')
    expect(() => encode([Promise.resolve(1)])).toThrow(error)
  })

  it('takes the arguments of json.dumps', () => {
    const value = { b: [1, { x: 'é' }], a: {}, c: [] }
    expect(encode(value, { separators: [', ', ': '], ensureAscii: true })).toBe(
      '{"b": [1, {"x": "\\u00e9"}], "a": {}, "c": []}',
    )
    expect(encode(value, { indent: 2, sortKeys: true })).toBe(
      JSON.stringify({ a: {}, b: [1, { x: 'é' }], c: [] }, null, 2),
    )
    expect(() => encode(Number.NaN, { allowNan: false })).toThrow(RangeError)
    expect(() => encode(new Map([[{}, 1]]))).toThrow(TypeError)
    expect(
      encode(
        new Map<unknown, number>([
          [{}, 1],
          ['a', 2],
        ]),
        { skipkeys: true },
      ),
    ).toBe('{"a":2}')
  })

  it('may learn more', () => {
    class Encoder extends DjangoJSONEncoder {
      override default(value: object): unknown {
        return value instanceof Set ? [...value] : super.default(value)
      }
    }
    expect(new Encoder().encode({ tags: new Set(['a']) })).toBe('{"tags":["a"]}')
  })

  it('finds circles', () => {
    const circle: { self?: unknown } = {}
    circle.self = [circle]
    expect(() => encode(circle)).toThrow(TypeError)
    expect(() => encodeJson(circle)).toThrow(TypeError)
  })
})
