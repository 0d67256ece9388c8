export {
  addMessage,
  debug,
  error,
  getLevel,
  getMessages,
  info,
  MessageFailure,
  type MessageOptions,
  setLevel,
  success,
  warning,
} from './api.js'
export { DEBUG, DEFAULT_LEVELS, DEFAULT_TAGS, ERROR, INFO, SUCCESS, WARNING } from './constants.js'
export { messages } from './context-processors.js'
export { Message, type MessageText } from './message.js'
export { MessageMiddleware } from './middleware.js'
export type { MessageStorageClass } from './settings.js'
export { BaseStorage, type Retrieved, type StoreOptions } from './storage/base.js'
export { CookieStorage } from './storage/cookie.js'
export { FallbackStorage } from './storage/fallback.js'
export { SessionStorage } from './storage/session.js'
