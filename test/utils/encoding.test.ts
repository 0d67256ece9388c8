import { describe, expect, it } from 'vitest'
import {
  decodePath,
  escapeUriPath,
  filepathToUri,
  iriToUri,
  repercentBrokenUnicode,
  uriToIri,
} from '../../src/utils/encoding.js'

describe('addresses', () => {
  it('become URIs', () => {
    expect(iriToUri('/blog/for/Jürgen Münster/?q=%20♥#x')).toBe(
      '/blog/for/J%C3%BCrgen%20M%C3%BCnster/?q=%20%E2%99%A5#x',
    )
    expect(escapeUriPath('/;some/=awful/?path/:with/@lots/&of/+awful/chars')).toBe(
      '/%3Bsome/%3Dawful/%3Fpath/:with/@lots/&of/+awful/chars',
    )
    expect(filepathToUri('upload\\фото 1.png')).toBe('upload/%D1%84%D0%BE%D1%82%D0%BE%201.png')
  })

  it('become readable again', () => {
    expect(uriToIri('/blog/for/J%C3%BCrgen%20M%C3%BCnster/')).toBe('/blog/for/Jürgen%20Münster/')
    expect(uriToIri('/%41%2F%ff')).toBe('/A%2F%FF')
  })

  it('keep bytes that are no UTF-8', () => {
    expect(decodePath('/%FFtest%E9')).toBe('/%FFtest%E9')
    expect(decodePath('/\u00c3\u00a9')).toBe('/é')
    expect(repercentBrokenUnicode(Uint8Array.of(0x74, 0xfc, 0xc3, 0xa9, 0xed, 0xa0, 0x80))).toEqual(
      new TextEncoder().encode('t%FCé%ED%A0%80'),
    )
  })
})
