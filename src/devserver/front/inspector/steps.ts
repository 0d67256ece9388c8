import {
  ANSWER,
  MIDDLEWARE_AFTER,
  MIDDLEWARE_BEFORE,
  REQUEST,
  RESPONSE,
  STEPS,
  TEMPLATE,
  URLS,
  VIEW,
  WORK,
} from '../../../views/debug/steps.js'
import type { InsideRecord, RecordedEvent, WireRecord } from '../../record.js'

/** One of the nine steps, and what happened in it. */
export interface Step {
  readonly number: number
  readonly name: string
  readonly state: StepState
  readonly items: readonly StepItem[]
}

/** `short`: the answer was made here, and what is further in was not asked. */
export type StepState = 'done' | 'failed' | 'short' | 'skipped'

/** One line in a step. */
export interface StepItem {
  readonly text: string
  /** When, in milliseconds since the app process began. */
  readonly at?: number
  /** How long. */
  readonly ms?: number
  readonly note?: string
  readonly mark?: 'failed' | 'short'
}

/** The nine steps of a request whose inside is known. */
export function stepsOf(inside: InsideRecord, wire: WireRecord): Step[] {
  const picture = new Picture(inside)
  for (const event of inside.events) picture.add(event)
  return picture.steps(wire)
}

/** Puts events into steps; an item that is still going on is completed when its end comes. */
class Picture {
  readonly #inside: InsideRecord
  readonly #items = new Map<number, StepItem[]>()
  readonly #states = new Map<number, StepState>()
  /** Middleware that was entered and not left, the innermost last. */
  readonly #open: { readonly name: string; readonly at: number; readonly item: StepItem }[] = []
  readonly #templates: { readonly at: number; readonly replace: (item: StepItem) => void; readonly item: StepItem }[] =
    []
  #step = MIDDLEWARE_BEFORE
  #viewAt = 0
  #renderAt = 0
  #lastAt = 0
  #endAt: number | undefined

  constructor(inside: InsideRecord) {
    this.#inside = inside
  }

  add(event: RecordedEvent): void {
    switch (event.kind) {
      case 'in':
        this.#step = MIDDLEWARE_BEFORE
        this.#open.push({
          name: event.name,
          at: event.at,
          item: this.#put(MIDDLEWARE_BEFORE, { text: event.name, at: event.at }),
        })
        break
      case 'out':
        this.#leave(event.name, event.at)
        break
      case 'found':
        this.#put(URLS, { text: this.#route, at: event.at, ms: event.at - this.#lastAt })
        break
      case 'missed':
        this.#put(URLS, { text: 'no pattern matches', at: event.at, ms: event.at - this.#lastAt, mark: 'failed' })
        this.#states.set(URLS, 'failed')
        break
      case 'answeredEarly':
        this.#put(MIDDLEWARE_BEFORE, {
          text: `${event.name}.processView`,
          at: event.at,
          mark: 'short',
          note: 'answered in the view’s place',
        })
        this.#states.set(MIDDLEWARE_BEFORE, 'short')
        this.#step = MIDDLEWARE_AFTER
        break
      case 'view':
        this.#step = WORK
        this.#viewAt = event.at
        this.#states.set(VIEW, 'done')
        this.#states.set(WORK, 'done')
        break
      case 'returned':
        this.#put(VIEW, { text: this.#inside.view ?? '', at: this.#viewAt, ms: event.at - this.#viewAt })
        this.#step = MIDDLEWARE_AFTER
        break
      case 'rescued':
        this.#put(MIDDLEWARE_AFTER, {
          text: `${event.name}.processException`,
          at: event.at,
          note: 'made an answer of what was thrown',
        })
        this.#step = MIDDLEWARE_AFTER
        break
      case 'render':
        this.#renderAt = event.at
        this.#step = TEMPLATE
        break
      case 'rendered':
        this.#put(TEMPLATE, { text: 'the template response', at: this.#renderAt, ms: event.at - this.#renderAt })
        this.#step = MIDDLEWARE_AFTER
        break
      case 'template':
        this.#beginTemplate(event.name, event.at, event.processors)
        break
      case 'templateEnd': {
        const open = this.#templates.pop()
        open?.replace({ ...open.item, ms: event.at - open.at })
        break
      }
      case 'log':
        // What the cycle has to say of the view's answer is not the view's work.
        this.#put(this.#step === WORK && event.name === 'django.request' ? MIDDLEWARE_AFTER : this.#step, {
          text: event.text,
          at: event.at,
          note: `${event.level} ${event.name}`,
        })
        break
      case 'print':
        this.#put(this.#step, { text: event.text.trimEnd(), at: event.at, note: 'printed' })
        break
      case 'signal':
        this.#put(this.#step, { text: event.name, at: event.at, note: `signal to ${event.receivers.join(', ')}` })
        break
      case 'error':
        this.#fail(event)
        break
      case 'end':
        this.#endAt = event.at
        break
    }
    this.#lastAt = event.at
  }

  steps(wire: WireRecord): Step[] {
    this.#put(REQUEST, { text: `${wire.method} ${wire.target} HTTP/${wire.httpVersion}` })
    if (this.#inside.response)
      this.#put(RESPONSE, { text: this.#inside.response, note: `${wire.status} ${wire.reason}` })
    const left = wire.isComplete ? '' : 'the client left before it had all'
    this.#put(ANSWER, {
      text: `${wire.responseBody.total} bytes`,
      ...(this.#endAt && { at: this.#endAt }),
      ...(left && { note: left }),
    })
    return STEPS.map((name, index) => {
      const items = this.#items.get(index + 1) ?? []
      const state = this.#states.get(index + 1) ?? (items.length > 0 ? 'done' : 'skipped')
      return { number: index + 1, name, state, items }
    })
  }

  get #route(): string {
    const { route, urlName, kwargs } = this.#inside
    const captured = kwargs.map(([name, value]) => `${name}=${value}`).join(', ')
    const parts = [`/${route ?? ''}`, urlName && `“${urlName}”`, captured && `with ${captured}`]
    return parts.filter(Boolean).join(' ')
  }

  /** The innermost middleware that was entered made the answer when neither the resolver nor an error came after it. */
  #leave(name: string, at: number): void {
    const entered = this.#open.pop()
    const isShort = this.#step === MIDDLEWARE_BEFORE && !this.#items.has(URLS) && this.#states.size === 0
    if (isShort && entered) {
      this.#replace(MIDDLEWARE_BEFORE, entered.item, {
        ...entered.item,
        mark: 'short',
        note: 'answered; nothing further in was asked',
      })
      this.#states.set(MIDDLEWARE_BEFORE, 'short')
    }
    this.#step = MIDDLEWARE_AFTER
    this.#put(MIDDLEWARE_AFTER, {
      text: name,
      at,
      ...(entered && { ms: at - entered.at, note: 'with all further in' }),
    })
  }

  #beginTemplate(name: string, at: number, processors: readonly string[]): void {
    const isOutermost = this.#templates.length === 0
    const note = isOutermost ? `context processors: ${processors.join(', ')}` : 'part of the one before'
    const item = this.#put(TEMPLATE, { text: name, at, note })
    this.#templates.push({ at, item, replace: next => this.#replace(TEMPLATE, item, next) })
  }

  #fail({ name, message, at, status }: Extract<RecordedEvent, { kind: 'error' }>): void {
    if (name === 'Resolver404') return // told as `missed`
    const step = this.#failedStep(name)
    if (this.#viewAt > 0 && !this.#items.has(VIEW)) {
      const view = { text: this.#inside.view ?? '', at: this.#viewAt, ms: at - this.#viewAt }
      this.#put(VIEW, { ...view, note: 'until there was an answer to what it threw' })
    }
    const note = status === null ? 'and the handler for it failed too' : `became ${status}`
    this.#put(step, { text: message ? `${name}: ${message}` : name, at, note, mark: 'failed' })
    this.#states.set(step, 'failed')
    this.#step = MIDDLEWARE_AFTER
  }

  #failedStep(name: string): number {
    if (this.#templates.length > 0) return TEMPLATE
    if (name === 'UnsendableResponse') return ANSWER
    return this.#step === WORK ? VIEW : this.#step
  }

  #put(step: number, item: StepItem): StepItem {
    const items = this.#items.get(step)
    if (items) items.push(item)
    else this.#items.set(step, [item])
    return item
  }

  #replace(step: number, item: StepItem, next: StepItem): void {
    const items = this.#items.get(step) ?? []
    items[items.indexOf(item)] = next
  }
}
