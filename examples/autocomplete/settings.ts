import { defineSettings } from 'tiny-django/conf'
import { CommonMiddleware, SecurityMiddleware, XFrameOptionsMiddleware } from 'tiny-django/middleware'

export default defineSettings(
  {
    SECRET_KEY: 'a-key-that-everybody-can-read-in-an-example',
    DEBUG: true,
    MIDDLEWARE: [SecurityMiddleware, CommonMiddleware, XFrameOptionsMiddleware],
  },
  { FOREIGNKEY_AUTOCOMPLETE_LIMIT: 8 },
)

declare module 'tiny-django/conf' {
  interface ProjectSettings {
    /** How many objects are offered at most; `null`: all of them. */
    FOREIGNKEY_AUTOCOMPLETE_LIMIT: number | null
  }
}
