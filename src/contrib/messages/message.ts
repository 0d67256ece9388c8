import { settings } from '../../conf/settings.js'
import { conditionalEscape } from '../../utils/escape.js'
import { isText, SafeString } from '../../utils/python/safe-string.js'
import { repr } from '../../utils/repr.js'
import { DEFAULT_TAGS } from './constants.js'

/** What a message can be: text, text that is safe in HTML, or what is turned into text when it is stored. */
export type MessageText = string | SafeString | { toString(): string }

/** A message for the user. Django: `django.contrib.messages.storage.base.Message`. */
export class Message {
  readonly level: number
  message: MessageText
  extraTags: string | null

  constructor(level: number, message: MessageText, extraTags: string | { toString(): string } | null = null) {
    this.level = Math.trunc(Number(level))
    this.message = message
    this.extraTags = extraTags === null ? null : String(extraTags)
  }

  /** The extra tags and that of the level, with a space between them: for `class="…"`. */
  get tags(): string {
    return [this.extraTags, this.levelTag].filter(Boolean).join(' ')
  }

  get levelTag(): string {
    return settings.MESSAGE_TAGS[this.level] ?? DEFAULT_TAGS[this.level] ?? ''
  }

  /** Makes text of the message, as it is about to be stored. */
  prepare(): void {
    if (!isText(this.message)) this.message = String(this.message)
  }

  /** Two messages of one level and text are the same. */
  equals(other: unknown): boolean {
    return other instanceof Message && this.level === other.level && String(this) === String(other)
  }

  /** How templates print it: a safe message as it is. */
  __html__(): SafeString {
    return this.message instanceof SafeString ? this.message : conditionalEscape(String(this.message))
  }

  toString(): string {
    return String(this.message)
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    const extraTags = this.extraTags ? `, extraTags=${repr(this.extraTags)}` : ''
    return `Message(level=${this.level}, message=${repr(String(this.message))}${extraTags})`
  }
}
