// What the signals of the cycle bring along joins them there.
export type {} from '../http/signals.js'
export { receiver } from './receiver.js'
export { type ConnectOptions, type Receiver, type Responses, Signal, type SignalEvent } from './signal.js'
export { gotRequestException, requestFinished, requestStarted, settingChanged } from './signals.js'
