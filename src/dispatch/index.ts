export { receiver } from './receiver.js'
export { type ConnectOptions, type Receiver, type Responses, Signal, type SignalEvent } from './signal.js'
export { gotRequestException, requestFinished, requestStarted, settingChanged } from './signals.js'
