import { defineSettings } from 'tiny-django/conf'
import { SessionMiddleware } from 'tiny-django/contrib/sessions'
import { CommonMiddleware, CsrfViewMiddleware } from 'tiny-django/middleware'
import { request } from 'tiny-django/template/context-processors'
import { AuditlogMiddleware } from './auditlog/middleware'
import { UserMiddleware } from './users'

export default defineSettings({
  SECRET_KEY: 'not-a-secret',
  DEBUG: true,
  TIME_ZONE: 'UTC',
  INSTALLED_APPS: ['auditlog', 'notes'],
  // Whoever wants to know the user comes after the one that says who it is.
  MIDDLEWARE: [SessionMiddleware, CommonMiddleware, CsrfViewMiddleware, UserMiddleware, AuditlogMiddleware],
  TEMPLATES: [{ OPTIONS: { contextProcessors: [request] } }],
})
