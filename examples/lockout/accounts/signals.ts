import { Signal } from 'tiny-django/dispatch'
import type { HttpRequest } from 'tiny-django/http'
import type { User } from './users'

// As `django.contrib.auth.signals` has them.

export const userLoggedIn = new Signal<{ request: HttpRequest; user: User }>()

export const userLoginFailed = new Signal<{ request: HttpRequest; credentials: { username: string } }>()
