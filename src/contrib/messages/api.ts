import { HttpRequest } from '../../http/request.js'
import { typeName } from '../../utils/python/type-name.js'
import { DEBUG, ERROR, INFO, SUCCESS, WARNING } from './constants.js'
import { defaultStorage } from './default-storage.js'
import type { Message, MessageText } from './message.js'
import type { BaseStorage } from './storage/base.js'

/** Messages were added, and there is no MessageMiddleware. */
export class MessageFailure extends Error {
  override readonly name = 'MessageFailure'
}

export interface MessageOptions {
  /** Tags beside that of the level, separated by spaces. */
  readonly extraTags?: string
  /** Whether to do nothing where there is no MessageMiddleware. */
  readonly failSilently?: boolean
}

/**
 * Adds a message of any level for the user to see on the next page that shows messages. Throws MessageFailure without
 * MessageMiddleware, TypeError for what is no request. Django: `messages.add_message()`.
 */
export function addMessage(
  request: HttpRequest,
  level: number,
  message: MessageText,
  { extraTags = '', failSilently = false }: MessageOptions = {},
): void {
  const storage = Object(request)._messages as BaseStorage | undefined
  if (storage !== undefined) return storage.add(level, message, extraTags)
  if (!(request instanceof HttpRequest)) {
    throw new TypeError(`addMessage() argument must be an HttpRequest object, not '${typeName(request)}'.`)
  }
  if (failSilently) return
  throw new MessageFailure(
    'You cannot add messages without installing MessageMiddleware of tiny-django/contrib/messages',
  )
}

/** The messages of a request. Going through them takes them: the next page does not show them again. */
export function getMessages(request: HttpRequest): BaseStorage | readonly Message[] {
  return request._messages ?? []
}

/** The level below which messages are not kept. */
export function getLevel(request: HttpRequest): number {
  return (request._messages ?? defaultStorage(request)).level
}

/** Sets that level for this request, `null`: as in the settings. False when there is no MessageMiddleware. */
export function setLevel(request: HttpRequest, level: number | null): boolean {
  if (request._messages === undefined) return false
  request._messages.level = level
  return true
}

type Add = (request: HttpRequest, message: MessageText, options?: MessageOptions) => void

export const debug: Add = (request, message, options) => addMessage(request, DEBUG, message, options)
export const info: Add = (request, message, options) => addMessage(request, INFO, message, options)
export const success: Add = (request, message, options) => addMessage(request, SUCCESS, message, options)
export const warning: Add = (request, message, options) => addMessage(request, WARNING, message, options)
export const error: Add = (request, message, options) => addMessage(request, ERROR, message, options)

declare module '../../http/request.js' {
  interface HttpRequest {
    /** Set by MessageMiddleware, or by a test. */
    _messages?: BaseStorage
  }
}
