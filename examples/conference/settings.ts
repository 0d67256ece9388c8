import { defineSettings } from 'tiny-django/conf'
import { SessionMiddleware } from 'tiny-django/contrib/sessions'
import { CommonMiddleware, CsrfViewMiddleware } from 'tiny-django/middleware'
import { request } from 'tiny-django/template/context-processors'
import { UserMiddleware } from './users'

export default defineSettings({
  SECRET_KEY: 'not-a-secret',
  DEBUG: true,
  TIME_ZONE: 'UTC',
  INSTALLED_APPS: ['conferences', 'submissions', 'chair'],
  MIDDLEWARE: [SessionMiddleware, CommonMiddleware, CsrfViewMiddleware, UserMiddleware],
  TEMPLATES: [{ OPTIONS: { contextProcessors: [request] } }],
})
