// MIDDLEWARE and others join Settings where these types are declared; without them here, a settings file that imports
// nothing but this entry would not be allowed to set them.
export type { MessageStorageClass } from '../contrib/messages/settings.js'
export type { SessionStoreClass } from '../contrib/sessions/settings.js'
export type {} from '../http/log.js'
export type { CsrfFailureView } from '../middleware/csrf-failure.js'
export type { Middleware, MiddlewareClass } from '../middleware/types.js'
export type { TemplatesSetting } from '../template/engines.js'
export { type EnvironmentValue, env } from './env.js'
export { ImproperlyConfigured } from './exceptions.js'
export type { Settings } from './global-settings.js'
// `export *`, because TypeScript merges a `declare module 'tiny-django/conf'` through it and not through a named re-export.
export type * from './project-settings.js'
export { type ActiveSettings, defineSettings, type OwnSettings, type SettingsInput, settings } from './settings.js'
