import type { WhichURL } from '../../../urls/which.js'
import { cleanse } from '../../../views/debug/filter.js'
import type { Data } from '../../../views/debug/render-page.js'
import type { Captured, InsideRecord, Row, WireRecord } from '../../record.js'
import { headerOf } from '../exchange.js'
import { cookiesOf, maskedHeaders } from './mask.js'
import { type Step, type StepItem, stepsOf } from './steps.js'
import { milliseconds, summaryOf } from './summary.js'

/** All that the page of one request is made of. */
export interface About {
  readonly wire: WireRecord
  readonly inside: InsideRecord | undefined
  /** Where the view was written. */
  readonly place: string | undefined
  /** How the resolver would walk now. */
  readonly which: WhichURL | undefined
  /** Whether the generation that answered is the one that could be asked. */
  readonly isCurrent: boolean
}

/** What is shown of a body, in characters. */
const shownText = 16 * 1024

/** Of the ways that do not match, only so many are shown. */
const shownWays = 40

export function requestData({ wire, inside, place, which, isCurrent }: About): Data {
  const secrets = inside?.secretCookies
  const steps = inside && stepsOf(inside, wire)
  return {
    title: `${wire.method} ${wire.target}`,
    ...summaryOf(wire),
    reason: wire.reason,
    isComplete: wire.isComplete,
    facts: factsOf(wire, inside, place),
    steps: steps?.map(step => stepData(step, wire.totalMs)),
    leftOut: inside?.leftOut,
    unknown: inside ? undefined : whyUnknown(wire),
    ways: which && waysOf(which),
    isOldWay: !isCurrent,
    tables: [
      table('Request headers', maskedHeaders(wire.requestHeaders, secrets)),
      table('Cookies', cookiesOf(wire.requestHeaders, secrets)),
      table('Form', inside?.form ?? []),
      table('Files', inside?.files ?? []),
      table('Session', inside?.session ?? []),
      table('Messages', inside?.messages ?? []),
      table('Response headers', maskedHeaders(wire.responseHeaders, secrets)),
    ].filter(({ rows }) => rows.length > 0),
    requestBody: inside?.body,
    responseBody: responseText(wire),
    responseNote:
      wire.responseBody.total > wire.responseBody.bytes.length
        ? `the first ${wire.responseBody.bytes.length} of ${wire.responseBody.total} bytes`
        : undefined,
  }
}

function factsOf(wire: WireRecord, inside: InsideRecord | undefined, place: string | undefined): Data[] {
  const { generation, remoteAddress, totalMs, isComplete } = wire
  return [
    { name: 'View', value: inside?.view ?? wire.view },
    { name: 'Written in', value: place },
    { name: 'Took', value: milliseconds(totalMs) },
    { name: 'Answered by', value: generation === 0 ? 'the dev server itself' : `generation ${generation}` },
    { name: 'Asked from', value: remoteAddress },
    { name: 'Client', value: isComplete ? undefined : 'left before it had all' },
  ].filter(({ value }) => value !== undefined && value !== null)
}

function whyUnknown({ generation }: WireRecord): string {
  return generation === 0
    ? 'The dev server answered this itself: no code of the project ran.'
    : 'The process that answered is gone, or was too busy, and has not told what happened inside.'
}

const TEMPLATE = 7

const stateWords = { failed: 'failed', short: 'answered here', skipped: 'not reached', done: '' } as const

function stepData({ number, name, state, items }: Step, totalMs: number): Data {
  return {
    number,
    name,
    state,
    word: state === 'skipped' && number === TEMPLATE ? 'nothing rendered' : stateWords[state],
    items: items.map(item => itemData(item, totalMs)),
  }
}

function itemData({ text, at, ms, note, mark }: StepItem, totalMs: number): Data {
  const begin = at === undefined ? undefined : ms !== undefined && note === 'with all further in' ? at - ms : at
  return {
    text,
    note,
    mark,
    at: at === undefined ? undefined : milliseconds(at),
    ms: ms === undefined ? undefined : milliseconds(ms),
    bar: begin !== undefined && ms !== undefined && totalMs > 0 ? bar(begin, ms, totalMs) : undefined,
  }
}

/** Where a bar begins and how long it is, in percent of the whole. */
function bar(begin: number, ms: number, totalMs: number): Data {
  const percent = (part: number) => Math.min(100, Math.max(0, Math.round((part / totalMs) * 1000) / 10))
  return { from: percent(begin), width: Math.max(0.5, Math.min(percent(ms), 100 - percent(begin))) }
}

function waysOf({ ways, match }: WhichURL): Data {
  const shown = ways.slice(-shownWays)
  return {
    more: ways.length - shown.length,
    list: shown.map(({ routes, name, reason }) => ({ route: `/${routes.join('')}`, name, reason })),
    isMatch: match !== undefined,
  }
}

function table(caption: string, rows: readonly Row[]): { caption: string; isOpen: boolean; rows: readonly Data[] } {
  return { caption, isOpen: !caption.endsWith('headers'), rows: rows.map(([name, value]) => ({ name, value })) }
}

function responseText({ responseHeaders, responseBody }: WireRecord): string | undefined {
  const type = headerOf(responseHeaders, 'content-type') ?? ''
  const isText = /^text\/|json|xml|javascript|urlencoded/.test(type) && !headerOf(responseHeaders, 'content-encoding')
  if (!isText || responseBody.bytes.length === 0) return undefined
  return /json/.test(type) ? maskedJson(responseBody) : textOf(responseBody)
}

function textOf({ bytes }: Captured): string {
  return bytes.toString('utf8').slice(0, shownText)
}

function maskedJson(captured: Captured): string {
  try {
    return JSON.stringify(cleanse('', JSON.parse(captured.bytes.toString('utf8'))), null, 2)
  } catch {
    return textOf(captured)
  }
}
