import { settings } from '../../conf/settings.js'
import type { HttpRequest } from '../../http/request.js'
import { viewName } from '../../urls/names.js'
import type { LogRecord } from '../../utils/log.js'
import type { WatchedTemplate } from '../../utils/watch.js'
import { cleanse } from '../../views/debug/filter.js'
import { print, shorten } from '../../views/debug/print.js'
import { describeRequest } from '../../views/debug/request.js'
import type { InsideRecord, RecordedEvent, Row } from '../record.js'
import type { Mark, Recording } from './recorder.js'

const mostText = 16 * 1024

/** Names of signals, where the project or tiny-django exports them. */
export type SignalNames = ReadonlyMap<object, string>

/** A recording as plain data, secrets masked. Null for one that cannot be looked at. Never throws. */
export function describeRecording(recording: Recording, signals: SignalNames): InsideRecord | null {
  const { request, match, response } = recording
  try {
    return {
      id: recording.id,
      events: recording.marks.filter(isNews).map(mark => eventOf(mark, signals)),
      leftOut: recording.leftOut,
      ...matchOf(match),
      ...(response && { response: response.name }),
      ...(request === null ? { form: [], files: [] } : bodyOf(request)),
      ...sessionOf(recording.session as LookedInto | undefined),
      messages: messagesOf(recording.messages as Messages | undefined),
      secretCookies: [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME],
    }
  } catch {
    return null // the project has put something of its own in the place of what all this is made of
  }
}

/** What a logger's handler prints was told as its line. */
function isNews({ kind, about }: Mark, index: number, marks: readonly Mark[]): boolean {
  const before = marks[index - 1]
  return kind !== 'print' || before?.kind !== 'log' || !String(about).includes((before.about as LogRecord).message)
}

function eventOf({ kind, at, about }: Mark, signals: SignalNames): RecordedEvent {
  switch (kind) {
    case 'in':
    case 'out':
      return { at, kind, name: nameOf(about) }
    case 'answeredEarly':
    case 'rescued':
      return { at, kind, name: nameOf(Object(about).constructor) }
    case 'template': {
      const { engine, name } = about as WatchedTemplate
      return { at, kind, name: name ?? '(a string)', processors: engine.contextProcessors.map(nameOf) }
    }
    case 'templateEnd':
      return { at, kind, name: (about as WatchedTemplate).name ?? '(a string)' }
    case 'log': {
      const { level, name, message } = about as LogRecord
      return { at, kind, level, name, text: shorten(message) }
    }
    case 'print':
      return { at, kind, text: shorten(String(about)) }
    case 'signal': {
      const { signal, receivers } = about as { signal: object; receivers: readonly object[] }
      return { at, kind, name: signals.get(signal) ?? 'a signal', receivers: receivers.map(viewName) }
    }
    case 'error': {
      const { error, status } = about as { error: unknown; status: number | null }
      const { name, message } = error instanceof Error ? error : { name: typeof error, message: print(error) }
      return { at, kind, name, message: shorten(String(message)), status }
    }
    default:
      return { at, kind }
  }
}

function nameOf(written: unknown): string {
  return (typeof written === 'function' && written.name) || '(anonymous)'
}

function matchOf(match: Recording['match']): Pick<InsideRecord, 'view' | 'route' | 'urlName' | 'kwargs'> {
  if (match === null) return { kwargs: [] }
  const captured = Object.entries(match.kwargs).map(([name, value]): Row => [name, print(cleanse(name, value))])
  return {
    view: viewName(match.func),
    route: match.route,
    ...(match.urlName !== null && { urlName: match.viewName }),
    kwargs: [...match.args.map((value, index): Row => [String(index), print(value)]), ...captured],
  }
}

function bodyOf(request: HttpRequest): Pick<InsideRecord, 'form' | 'files' | 'body'> {
  const { POST = [], FILES = [] } = describeRequest(request)
  const form = POST.map(([name, value]): Row => [name, print(cleanse(name, value))])
  const body = form.length + FILES.length > 0 ? undefined : textOf(request)
  return { form, files: FILES, ...(body && { body }) }
}

function textOf(request: HttpRequest): string | undefined {
  try {
    return shorten(masked(new TextDecoder().decode(request.body)), mostText)
  } catch {
    return undefined // it was read as it came, or is too large
  }
}

/** JSON with its secrets masked; other text as it is. */
function masked(text: string): string {
  try {
    return JSON.stringify(cleanse('', JSON.parse(text)), null, 2)
  } catch {
    return text
  }
}

/** A session as far as the request has looked into it. */
interface LookedInto {
  readonly accessed?: boolean
  readonly modified?: boolean
  readonly loaded?: ReadonlyMap<string, unknown>
}

function sessionOf(session: LookedInto | undefined): Pick<InsideRecord, 'session'> {
  if (session?.loaded === undefined || !(session.accessed || session.modified)) return {}
  return { session: [...session.loaded].map(([name, value]): Row => [name, print(cleanse(name, value))]) }
}

/** Messages that were added or shown; others are not read for this. */
interface Messages extends Iterable<{ readonly tags: string; toString(): string }> {
  readonly used: boolean
  readonly addedNew: boolean
}

function messagesOf(messages: Messages | undefined): Row[] {
  if (messages === undefined || !(messages.used || messages.addedNew)) return []
  return [...messages].map((message): Row => [message.tags, String(message)])
}
