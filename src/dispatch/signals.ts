import { Signal } from './signal.js'

/** What the cycle says with its signals; `http` and `conf` add what they have to say. */
// biome-ignore lint/suspicious/noEmptyInterface: merged into by the parts on the left
export interface RequestStarted {}
// biome-ignore lint/suspicious/noEmptyInterface: merged into by the parts on the left
export interface GotRequestException {}

/** A request is about to be handled. Sent by the application's class. Django: `django.core.signals.request_started`. */
export const requestStarted = new Signal<RequestStarted>()

/** A response has been sent, or given up. What a receiver throws is logged. Django: `request_finished`. */
export const requestFinished = new Signal()

/** Something was thrown that becomes a server error. Sent by `null`. Django: `got_request_exception`. */
export const gotRequestException = new Signal<GotRequestException>()

/**
 * A test has overridden a setting (`enter`), or let go of it again. Django: `django.test.signals.setting_changed`.
 * `value` is what it is now.
 */
export const settingChanged = new Signal<{ setting: string; value: unknown; enter: boolean }>()
