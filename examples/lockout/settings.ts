import { defineSettings } from 'tiny-django/conf'
import { MessageMiddleware, messages } from 'tiny-django/contrib/messages'
import { SessionMiddleware } from 'tiny-django/contrib/sessions'
import {
  CommonMiddleware,
  CsrfViewMiddleware,
  SecurityMiddleware,
  XFrameOptionsMiddleware,
} from 'tiny-django/middleware'
import { request } from 'tiny-django/template/context-processors'
import { UserMiddleware } from './accounts/middleware'
import { lockoutDefaults } from './lockout/conf'

export default defineSettings(
  {
    SECRET_KEY: 'a-key-that-everybody-can-read-in-an-example',
    DEBUG: true,
    MIDDLEWARE: [
      SecurityMiddleware,
      SessionMiddleware,
      CommonMiddleware,
      CsrfViewMiddleware,
      UserMiddleware,
      MessageMiddleware,
      XFrameOptionsMiddleware,
    ],
    TEMPLATES: [{ OPTIONS: { contextProcessors: [request, messages] } }],
  },
  { ...lockoutDefaults, LOCKOUT_COOLOFF: 0.25, LOCKOUT_TEMPLATE: 'lockout/locked.html' },
)
