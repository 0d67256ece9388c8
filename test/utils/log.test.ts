import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { overrideSettings } from '../../src/conf/testing.js'
import { getLogger, type LoggingConfig, type LogRecord } from '../../src/utils/log.js'

const printed: string[] = []
beforeEach(() => {
  printed.length = 0
  vi.spyOn(console, 'error').mockImplementation(text => void printed.push(String(text)))
  vi.spyOn(console, 'warn').mockImplementation(text => void printed.push(String(text)))
})
afterEach(() => vi.restoreAllMocks())

function logging(LOGGING: LoggingConfig, work: () => void, DEBUG = false): string[] {
  overrideSettings({ LOGGING, DEBUG }, work)
  return printed
}

describe('without LOGGING', () => {
  test('warnings of a project go to standard error, what is less grave nowhere', () => {
    const logger = getLogger('shop')
    logger.info('quiet')
    logger.warning('no stock')
    expect(printed).toEqual(['no stock'])
  })

  test('of django itself, warnings only under DEBUG, errors always', () => {
    const logger = getLogger('django.request')
    logger.warning('Not Found: /')
    expect(logger.isEnabledFor('WARNING')).toBe(false)
    logger.error('Internal Server Error: /')
    overrideSettings({ DEBUG: true }, () => logger.warning('Not Found: /x'))
    expect(printed).toEqual(['Internal Server Error: /', 'Not Found: /x'])
  })

  test('control characters are escaped, so that nobody writes lines but the program', () => {
    getLogger('shop').warning('bad name: \x1b[2J\nERROR all is well')
    expect(printed).toEqual(['bad name: \\x1b[2J\\x0aERROR all is well'])
  })

  test('what was thrown stands below the line, with its causes', () => {
    getLogger('shop').error('It failed', { error: new Error('outer', { cause: 'inner' }) })
    expect(printed[0]).toMatch(/^It failed\nError: outer\n( {4}at .*\n)+\[cause\]: string thrown: inner$/)
  })
})

describe('LOGGING', () => {
  const record: LogRecord[] = []
  const keep = (each: LogRecord) => void record.push(each)
  beforeEach(() => record.splice(0))

  test('a logger has handlers and a level, for those below it too', () => {
    const config: LoggingConfig = {
      handlers: { keep: { class: keep } },
      loggers: { shop: { handlers: ['keep'], level: 'DEBUG' } },
    }
    logging(config, () => getLogger('shop.orders').debug('new order', { error: 1 }))
    expect(record).toMatchObject([{ name: 'shop.orders', level: 'DEBUG', message: 'new order', error: 1 }])
    expect(printed).toEqual([])
  })

  test('a logger that does not propagate keeps its lines from those above', () => {
    const config: LoggingConfig = {
      handlers: { keep: { class: keep }, null: { class: 'null' } },
      loggers: { 'shop.orders': { handlers: ['null'], propagate: false } },
      root: { handlers: ['keep'] },
    }
    logging(config, () => {
      getLogger('shop.orders').error('unseen')
      getLogger('shop').error('seen')
    })
    expect(record.map(({ message }) => message)).toEqual(['seen'])
  })

  test('a handler has a level, filters and a formatter', () => {
    const config: LoggingConfig = {
      filters: { short: ({ message }) => message.length < 10 },
      formatters: { simple: { format: '{levelname} {name}: {message} {colour} {asctime}' } },
      handlers: { out: { class: 'console', level: 'ERROR', filters: ['short'], formatter: 'simple' } },
      loggers: { shop: { handlers: ['out'] } },
    }
    logging(config, () => {
      getLogger('shop').warning('warning')
      getLogger('shop').error('a line that is too long')
      getLogger('shop').error('e\n', { colour: 'red' } as object)
    })
    expect(printed).toHaveLength(1)
    expect(printed[0]).toMatch(/^ERROR shop: e\\x0a red \d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}$/)
  })

  test("Python's other style of formats, formatters that are functions", () => {
    const config: LoggingConfig = {
      formatters: { old: { format: '%(levelname)s %(message)s', style: '%' }, own: ({ message }) => `<${message}>` },
      handlers: { old: { class: 'console', formatter: 'old' }, own: { class: 'console', formatter: 'own' } },
      root: { handlers: ['old', 'own'] },
    }
    expect(logging(config, () => getLogger().error('x'))).toEqual(['ERROR x', '<x>'])
  })

  test('a handler that throws is not the trouble of who logs', () => {
    const broken = () => {
      throw new Error('full disk')
    }
    const config: LoggingConfig = { handlers: { broken: { class: broken } }, root: { handlers: ['broken'] } }
    expect(logging(config, () => getLogger('x').error('y'))).toEqual(['--- Logging error ---'])
  })

  test.each<[LoggingConfig, string]>([
    [
      { loggers: { shop: { handlers: ['consol'] } } },
      `Unable to configure logger 'shop': Unable to add handler 'consol'. Did you mean "console"?`,
    ],
    [{ root: { level: 'WARN' as never } }, `Unable to configure logger 'root': Unknown level: 'WARN'.`],
    [
      { handlers: { out: { class: 'console', filters: ['x'] } } },
      "Unable to configure handler 'out': Unable to add filter 'x'.",
    ],
    [
      { handlers: { out: { class: 'file' as never } } },
      "Unable to configure handler 'out': its class is 'console', 'null' or a function.",
    ],
  ])('what cannot be meant is refused: %j', (LOGGING, message) => {
    expect(() => overrideSettings({ LOGGING })).toThrow(message)
  })
})
