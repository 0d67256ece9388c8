import { settings } from '../../../conf/settings.js'
import type { HttpRequest } from '../../../http/request.js'
import type { HttpResponseBase } from '../../../http/response-base.js'
import { Message, type MessageText } from '../message.js'

/** What a storage had: the messages (`null` when it was not used at all), and whether those are all there were. */
export type Retrieved = readonly [messages: Message[] | null, allRetrieved: boolean]

/**
 * The messages of a request: those that earlier responses left, and those that are added. Who goes through them takes
 * them: what was shown is not kept. A storage of one's own extends this and says in `retrieve` and `store` where
 * messages are between two requests. Django: `django.contrib.messages.storage.base.BaseStorage`.
 */
export abstract class BaseStorage implements Iterable<Message> {
  readonly request: HttpRequest
  /** Whether somebody went through the messages. */
  used = false
  /** Whether one was added. */
  addedNew = false
  #queued: Message[] = []
  #loaded: Message[] | undefined
  #level: number | null = null

  constructor(request: HttpRequest) {
    this.request = request
  }

  /** Reads the messages. Django: `_get()`. */
  abstract retrieve(): Retrieved

  /** Keeps messages, and returns those there was no room for. Django: `_store()`. */
  abstract store(messages: readonly Message[], response: HttpResponseBase, options?: StoreOptions): readonly Message[]

  get length(): number {
    return this.#loadedMessages().length + this.#queued.length
  }

  [Symbol.iterator](): IterableIterator<Message> {
    this.used = true
    this.#loadedMessages().push(...this.#queued)
    this.#queued = []
    return this.#loadedMessages()[Symbol.iterator]()
  }

  /** Whether there is such a message. Looking does not take it. */
  has(message: Message): boolean {
    return [...this.#loadedMessages(), ...this.#queued].some(each => each.equals(message))
  }

  /** Adds a message, unless it is empty or below the `level`. */
  add(level: number, message: MessageText, extraTags: string = ''): void {
    if (String(message) === '' || Math.trunc(level) < this.level) return
    this.addedNew = true
    this.#queued.push(new Message(level, message, extraTags))
  }

  /** Keeps what nobody has seen for the next request. Returns the messages there was no room for. */
  update(response: HttpResponseBase): readonly Message[] {
    for (const message of this.#queued) message.prepare()
    if (this.used) return this.store(this.#queued, response)
    return this.addedNew ? this.store([...this.#loadedMessages(), ...this.#queued], response) : []
  }

  /** Below this level messages are not kept: `settings.MESSAGE_LEVEL` unless set; `null` stands for that again. */
  get level(): number {
    return this.#level ?? settings.MESSAGE_LEVEL
  }

  set level(level: number | null) {
    this.#level = level === null ? null : Math.trunc(level)
  }

  toString(): string {
    return `<${this.constructor.name}: request=${this.request}>`
  }

  #loadedMessages(): Message[] {
    this.#loaded ??= this.retrieve()[0] ?? []
    return this.#loaded
  }
}

export interface StoreOptions {
  /** Which messages are left out where there is no room for all: the first, or the last. Default true. */
  readonly removeOldest?: boolean
}
