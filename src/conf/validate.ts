import { findLoggingProblem } from '../utils/logging/active.js'
import { didYouMean } from '../utils/suggest.js'
import { ImproperlyConfigured } from './exceptions.js'
import { globalSettings, type Settings } from './global-settings.js'
import { type MiddlewareSettings, middlewareTypes } from './middleware-settings.js'

type SettingName = keyof Settings

/** Throws `ImproperlyConfigured` for a name that is no setting and for a value of the wrong type. */
export function checkSettings(values: Partial<Settings>): void {
  for (const [name, value] of Object.entries(values)) {
    if (!isSettingName(name)) throw unknownSetting(name, Object.keys(globalSettings), OWN_NAMES_HINT)
    if (value !== undefined) checkType(name, value)
  }
  const problem = values.LOGGING ? findLoggingProblem(values.LOGGING) : null
  if (problem !== null) throw new ImproperlyConfigured(`The LOGGING setting cannot be used. ${problem}`)
}

/** Throws `ImproperlyConfigured` for an own name that is not in capitals or is one of Django's. */
export function checkOwnSettings(own: object): void {
  for (const name of Object.keys(own)) {
    if (isSettingName(name)) {
      throw new ImproperlyConfigured(
        `"${name}" is one of Django's settings: set it in the first object of defineSettings().`,
      )
    }
    if (!/^[A-Z][A-Z0-9_]*$/.test(name)) {
      throw new ImproperlyConfigured(`The setting "${name}" must be written in capitals: "${capitals(name)}".`)
    }
  }
}

/** The error for a name that is no setting, with the nearest one that is. */
export function unknownSetting(name: string, known: readonly string[], hint = ''): ImproperlyConfigured {
  return new ImproperlyConfigured(`Unknown setting "${name}".${didYouMean(name, known)}${hint}`)
}

const OWN_NAMES_HINT = ' Names of your own go into the second object of defineSettings().'

function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(globalSettings, name)
}

/** The settings whose `null` default (or value) does not tell their type. */
const NULLABLE: Partial<Record<SettingName, string>> = {
  ROOT_URLCONF: 'object',
  LANGUAGES: 'list',
  FORCE_SCRIPT_NAME: 'string',
  FILE_UPLOAD_HANDLERS: 'list',
  FILE_UPLOAD_TEMP_DIR: 'string',
  SECURE_PROXY_SSL_HEADER: 'list',
  DATA_UPLOAD_MAX_MEMORY_SIZE: 'number',
  DATA_UPLOAD_MAX_NUMBER_FIELDS: 'number',
  DATA_UPLOAD_MAX_NUMBER_FILES: 'number',
  CSRF_FAILURE_VIEW: 'function',
  SESSION_ENGINE: 'function',
  SESSION_SERIALIZER: 'object',
  MESSAGE_STORAGE: 'function',
  LOGGING: 'object',
  STATIC_ROOT: 'string',
  DEV_MEMORY_LIMIT_MB: 'number',
  DEV_VIEW_TIMEOUT_SECONDS: 'number',
  DEV_URL_NAMES_FILE: 'string',
}

/** How the message says it; lists in Django's words. */
const PHRASES: Record<string, string> = {
  boolean: 'true or false',
  number: 'a number',
  string: 'a string',
  list: 'a list or a tuple',
  object: 'a module or an object',
  function: 'a function or a class',
  null: 'null',
}

function checkType(name: SettingName, value: unknown): void {
  const types = middlewareTypes[name as keyof MiddlewareSettings]
  if (types !== undefined) return checkTypes(name, value, types)
  const nullable = NULLABLE[name]
  if (value === null && nullable !== undefined) return
  if (name === 'SECRET_KEY' && value instanceof Uint8Array) return
  if (name === 'NUMBER_GROUPING' && Array.isArray(value)) return
  const wanted = nullable ?? typeName(globalSettings[name])
  if (typeName(value) === wanted) return
  const orNull = nullable === undefined ? '' : ' or null'
  throw new ImproperlyConfigured(`The ${name} setting must be ${PHRASES[wanted]}${orNull}.`)
}

function checkTypes(name: SettingName, value: unknown, types: readonly string[]): void {
  if (types.includes(typeName(value))) return
  throw new ImproperlyConfigured(`The ${name} setting must be ${types.map(type => PHRASES[type]).join(' or ')}.`)
}

function typeName(value: unknown): string {
  return Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value
}

function capitals(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9_]/g, '_')
    .toUpperCase()
}
