import { type LocaleSettings, localeDefaults } from '../utils/locale-settings.js'
import type { LoggingConfig } from '../utils/logging/config.js'
import { type MiddlewareSettings, middlewareDefaults } from './middleware-settings.js'

/**
 * Every setting tiny-django knows, under Django's name and with Django's type. What each one does is described in
 * Django's settings reference (https://docs.djangoproject.com/en/stable/ref/settings/). Parts of tiny-django that
 * bring settings of their own types merge them in (`MIDDLEWARE` comes from `middleware/types.ts`).
 */
export interface Settings extends LocaleSettings, MiddlewareSettings {
  /** Technical error pages instead of the plain ones, and the local host names allowed. Never true in production. */
  DEBUG: boolean
  /** Signs cookies and tokens. Reading it while it is empty throws `ImproperlyConfigured`. */
  SECRET_KEY: string | Uint8Array
  /** Former keys that still verify. */
  SECRET_KEY_FALLBACKS: readonly (string | Uint8Array)[]
  /** Read signed cookies of Django before 5.2.15 too. Off once they have expired: CVE-2026-6873 is in them. */
  SIGNED_COOKIE_LEGACY_SALT_FALLBACK: boolean
  /** Host names this site answers to: `example.com`, `.example.com` for its sub-domains too, `*` for any. */
  ALLOWED_HOSTS: readonly string[]
  /** Folder names under the project's root, or absent: every sub-folder that looks like an app. */
  INSTALLED_APPS: readonly string[]
  /** Identifiers of check messages that nobody wants to see: `urls.W002`. */
  SILENCED_SYSTEM_CHECKS: readonly string[]
  /** The root URL configuration: a module (or object) with `urlpatterns`. */
  ROOT_URLCONF: object | null
  /** Charset of responses that name none. */
  DEFAULT_CHARSET: string
  /** Redirect to the address with a slash at its end when only that one matches (`CommonMiddleware`). */
  APPEND_SLASH: boolean
  /** Redirect to `www.` where it is missing (`CommonMiddleware`). */
  PREPEND_WWW: boolean
  /** Patterns searched for in User-Agent; a match is answered with 403 (`CommonMiddleware`). */
  DISALLOWED_USER_AGENTS: readonly RegExp[]
  /** Patterns of addresses whose absence is not worth a report. */
  IGNORABLE_404_URLS: readonly RegExp[]
  /** The URL prefix the site is mounted under, whatever the server says. */
  FORCE_SCRIPT_NAME: string | null
  /** Take the host from `X-Forwarded-Host`: only behind a proxy that sets it. */
  USE_X_FORWARDED_HOST: boolean
  /** Take the port from `X-Forwarded-Port`: only behind a proxy that sets it. */
  USE_X_FORWARDED_PORT: boolean
  /** The META name and value by which a proxy says that the request was secure: `['HTTP_X_FORWARDED_PROTO', 'https']`. */
  SECURE_PROXY_SSL_HEADER: readonly [name: string, value: string] | null
  /** Bytes of a body apart from its files; `null`: no limit. */
  DATA_UPLOAD_MAX_MEMORY_SIZE: number | null
  /** Fields in a query string or form; `null`: no limit. */
  DATA_UPLOAD_MAX_NUMBER_FIELDS: number | null
  /** Files in a multipart form; `null`: no limit. */
  DATA_UPLOAD_MAX_NUMBER_FILES: number | null
  /** Bytes of an uploaded file that are kept in memory; a larger file goes to a temporary one. */
  FILE_UPLOAD_MAX_MEMORY_SIZE: number
  /** Where temporary files of uploads go; `null`: where the system has them. */
  FILE_UPLOAD_TEMP_DIR: string | null
  /** Addresses of clients that `debug` counts for in templates (`context_processors.debug`). */
  INTERNAL_IPS: readonly string[]
  /** Where log lines go, laid over Django's default. */
  LOGGING: LoggingConfig | null
  /** The languages that users may choose, with their names in English; `null`: all that Django knows. */
  LANGUAGES: readonly (readonly [code: string, name: string])[] | null
  /** The address under which static files are found: `{% static %}`. */
  STATIC_URL: string
  /** Where `collectstatic` puts them: for the server that sends them in production. */
  STATIC_ROOT: string | null
  /** Folders with static files beside the `static/` folders of the apps; with a prefix: `['downloads', '/srv/pdf']`. */
  STATICFILES_DIRS: readonly (string | readonly [prefix: string, folder: string])[]
  /** The address under which uploaded files are found. */
  MEDIA_URL: string
  /** The folder of uploaded files. */
  MEDIA_ROOT: string
  /** How long caches may keep a page that says nothing itself, in seconds (`patchResponseHeaders`). */
  CACHE_MIDDLEWARE_SECONDS: number
  /** `runserver` only: the heap the app process may use, in megabytes; `null`: 2 GB or a quarter of the machine's. */
  DEV_MEMORY_LIMIT_MB: number | null
  /** `runserver` only: how long a view may take to begin its answer, in seconds; `null`: for ever. */
  DEV_VIEW_TIMEOUT_SECONDS: number | null
  /**
   * `runserver` and `check` only: where the declarations of the project's URL names are written, relative to the
   * project; `null`: to `.tiny-django/urls.d.ts`, which git ignores.
   */
  DEV_URL_NAMES_FILE: string | null
}

/** Django's global defaults: what every setting is until a project says otherwise. */
export const globalSettings: Readonly<Settings> = {
  ...localeDefaults,
  ...middlewareDefaults,
  DEBUG: false,
  SECRET_KEY: '',
  SECRET_KEY_FALLBACKS: [],
  SIGNED_COOKIE_LEGACY_SALT_FALLBACK: true,
  ALLOWED_HOSTS: [],
  INSTALLED_APPS: [],
  SILENCED_SYSTEM_CHECKS: [],
  ROOT_URLCONF: null,
  MIDDLEWARE: [],
  TEMPLATES: [{}],
  CSRF_FAILURE_VIEW: null,
  SESSION_ENGINE: null,
  SESSION_SERIALIZER: null,
  MESSAGE_STORAGE: null,
  DEFAULT_CHARSET: 'utf-8',
  APPEND_SLASH: true,
  PREPEND_WWW: false,
  DISALLOWED_USER_AGENTS: [],
  IGNORABLE_404_URLS: [],
  FORCE_SCRIPT_NAME: null,
  USE_X_FORWARDED_HOST: false,
  USE_X_FORWARDED_PORT: false,
  SECURE_PROXY_SSL_HEADER: null,
  DATA_UPLOAD_MAX_MEMORY_SIZE: 2_621_440,
  DATA_UPLOAD_MAX_NUMBER_FIELDS: 1000,
  DATA_UPLOAD_MAX_NUMBER_FILES: 100,
  FILE_UPLOAD_MAX_MEMORY_SIZE: 2_621_440,
  FILE_UPLOAD_HANDLERS: null,
  FILE_UPLOAD_TEMP_DIR: null,
  INTERNAL_IPS: [],
  LOGGING: null,
  LANGUAGES: null,
  STATIC_URL: '/static/',
  STATIC_ROOT: null,
  STATICFILES_DIRS: [],
  STORAGES: {},
  MEDIA_URL: '/media/',
  MEDIA_ROOT: '',
  CACHE_MIDDLEWARE_SECONDS: 600,
  DEV_MEMORY_LIMIT_MB: null,
  DEV_VIEW_TIMEOUT_SECONDS: 30,
  DEV_URL_NAMES_FILE: null,
}
