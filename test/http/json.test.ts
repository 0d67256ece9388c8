import { describe, expect, it } from 'vitest'
import { JsonResponse } from '../../src/http/json.js'

describe('JsonResponse', () => {
  it('sends an object as JSON', () => {
    const response = new JsonResponse({ dummy_key: 'dummy_value' }, { status: 201 })
    expect([response.statusCode, response.payload]).toEqual([201, '{"dummy_key":"dummy_value"}'])
    expect(response.wireHeaders()).toEqual(['Content-Type', 'application/json'])
  })

  it.each([[[]], [[1]], ['text'], [1], [null], [true]])('sends %j only when it is allowed', data => {
    expect(() => new JsonResponse(data)).toThrow(
      new TypeError('In order to allow non-dict objects to be serialized set the safe parameter to false.'),
    )
    expect(new JsonResponse(data, { safe: false }).payload).toBe(JSON.stringify(data))
  })

  it('takes the arguments of JSON.stringify, another encoder, another type', () => {
    expect(new JsonResponse({ a: 1 }, { jsonDumpsParams: { indent: 2 } }).payload).toBe('{\n  "a": 1\n}')
    expect(new JsonResponse({ a: 1 }, { encoder: data => `)]}'\n${JSON.stringify(data)}` }).payload).toBe(
      `)]}'\n{"a":1}`,
    )
    expect(new JsonResponse({}, { contentType: 'application/ld+json' }).getHeader('Content-Type')).toBe(
      'application/ld+json',
    )
    expect(() => new JsonResponse(() => 1, { safe: false })).toThrow('Object of type function is not JSON serializable')
  })
})
