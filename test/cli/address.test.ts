import { describe, expect, test } from 'vitest'
import { parseAddress } from '../../src/cli/address.js'
import { CommandError } from '../../src/management/exceptions.js'

const LOOPBACK = ['127.0.0.1', '::1']

describe('the forms Django takes', () => {
  test.each([
    [undefined, { hosts: LOOPBACK, port: 8000, explicit: false }],
    ['8001', { hosts: LOOPBACK, port: 8001, explicit: false }],
    ['0:8000', { hosts: ['0.0.0.0'], port: 8000, explicit: true }],
    ['0.0.0.0:8000', { hosts: ['0.0.0.0'], port: 8000, explicit: true }],
    ['127.0.0.1:8001', { hosts: ['127.0.0.1'], port: 8001, explicit: true }],
    ['localhost:8001', { hosts: ['localhost'], port: 8001, explicit: true, family: 4 }],
    ['my-machine.example.com:80', { hosts: ['my-machine.example.com'], port: 80, explicit: true, family: 4 }],
    ['[::1]:8000', { hosts: ['::1'], port: 8000, explicit: true }],
    ['[2001:0db8:1234:5678::9]:8001', { hosts: ['2001:0db8:1234:5678::9'], port: 8001, explicit: true }],
  ])('%s', (addrport, expected) => {
    expect(parseAddress(addrport, false)).toEqual(expected)
  })

  test.each([
    [undefined, { hosts: ['::1'], port: 8000, explicit: true }],
    ['8001', { hosts: ['::1'], port: 8001, explicit: true }],
    ['0:8000', { hosts: ['::'], port: 8000, explicit: true }],
    ['[::]:8001', { hosts: ['::'], port: 8001, explicit: true }],
    ['localhost:8001', { hosts: ['localhost'], port: 8001, explicit: true, family: 6 }],
  ])('-6 %s', (addrport, expected) => {
    expect(parseAddress(addrport, true)).toEqual(expected)
  })
})

describe("the forms it refuses, in Django's words", () => {
  test.each([
    ['abc', '"abc" is not a valid port number or address:port pair.'],
    ['', '"" is not a valid port number or address:port pair.'],
    ['8000 ', '"8000 " is not a valid port number or address:port pair.'],
    ['65536', '"65536" is not a valid port number or address:port pair.'],
    ['localhost:abcd', '"localhost:abcd" is not a valid port number or address:port pair.'],
    ['example.com_:8000', '"example.com_:8000" is not a valid port number or address:port pair.'],
    ['localhost', '"localhost" is not a valid port number or address:port pair. Did you mean "localhost:8000"?'],
    ['0.0.0.0', '"0.0.0.0" is not a valid port number or address:port pair. Did you mean "0.0.0.0:8000"?'],
    ['::1', '"::1" is not a valid port number or address:port pair. Did you mean "[::1]:8000"?'],
    ['::1:8001', '"::1:8001" is not a valid port number or address:port pair. Did you mean "[::1]:8001"?'],
    ['no/where', '"no/where" is not a valid port number or address:port pair. There is no folder of that name either.'],
  ])('%s', (addrport, message) => {
    expect(() => parseAddress(addrport, false)).toThrow(new CommandError(message, { returncode: 2 }))
  })

  test('an IPv4 address with -6', () => {
    expect(() => parseAddress('127.0.0.1:8000', true)).toThrow(
      new CommandError('"127.0.0.1" is not a valid IPv6 address.', { returncode: 2 }),
    )
  })
})
