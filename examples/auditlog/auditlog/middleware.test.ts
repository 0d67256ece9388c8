import { HttpResponse } from 'tiny-django/http'
import { RequestFactory } from 'tiny-django/test'
import { beforeEach, describe, expect, test } from 'tiny-django/test/vitest'
import { preSave } from '../models'
import { AnonymousUser, User } from '../users'
import { AuditlogMiddleware } from './middleware'
import { LogEntry } from './models'

describe('MiddlewareTest', () => {
  let middleware: AuditlogMiddleware
  let factory: RequestFactory
  let user: User

  beforeEach(() => {
    middleware = new AuditlogMiddleware()
    factory = new RequestFactory()
    user = new User('test')
  })

  test('testRequestAnonymous', () => {
    const request = factory.get('/')
    request.user = new AnonymousUser()

    middleware.processRequest(request)

    expect(preSave.hasListeners(LogEntry)).toBe(false)

    middleware.processException(request, null)
  })

  test('testRequest', () => {
    const request = factory.get('/')
    request.user = user

    middleware.processRequest(request)

    expect(preSave.hasListeners(LogEntry)).toBe(true)

    middleware.processException(request, null)
  })

  test('testResponse', () => {
    const request = factory.get('/')
    request.user = user

    middleware.processRequest(request)
    expect(preSave.hasListeners(LogEntry)).toBe(true)
    middleware.processResponse(request, new HttpResponse())

    expect(preSave.hasListeners(LogEntry)).toBe(false)
  })

  test('testException', () => {
    const request = factory.get('/')
    request.user = user

    middleware.processRequest(request)
    expect(preSave.hasListeners(LogEntry)).toBe(true)
    middleware.processException(request, new Error('Test'))

    expect(preSave.hasListeners(LogEntry)).toBe(false)
  })

  test.each([
    ['of the client', {}, '10.0.0.1'],
    ['that the first proxy saw', { 'X-Forwarded-For': '203.0.113.7, 198.51.100.2' }, '203.0.113.7'],
    ['of the client when a proxy says nothing', { 'X-Forwarded-For': '' }, '10.0.0.1'],
  ])('the address in the log is the one %s', (_, headers, address) => {
    const request = factory.get('/', null, { headers, environ: { REMOTE_ADDR: '10.0.0.1' } })
    request.user = user

    middleware.processRequest(request)
    const entry = LogEntry.objects.create({ objectRepr: 'something' })
    middleware.processResponse(request, new HttpResponse())

    expect(entry.remoteAddr).toBe(address)
    expect(entry.actor).toBe(user)
  })
})
