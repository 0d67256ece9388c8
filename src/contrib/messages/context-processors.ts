import type { HttpRequest } from '../../http/request.js'
import { getMessages } from './api.js'
import { DEFAULT_LEVELS } from './constants.js'
import type { Message } from './message.js'

/** Hands templates the `messages` and `DEFAULT_MESSAGE_LEVELS`. Django: `messages.context_processors.messages`. */
export function messages(request: HttpRequest): {
  messages: Iterable<Message>
  DEFAULT_MESSAGE_LEVELS: typeof DEFAULT_LEVELS
} {
  return { messages: getMessages(request), DEFAULT_MESSAGE_LEVELS: DEFAULT_LEVELS }
}
