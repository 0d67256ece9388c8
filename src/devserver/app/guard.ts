// The guard: a second thread of the app process, which lives while the main thread is stuck. It answers the front's
// questions, and when the front is gone it ends the process and whatever the process started.
import inspector from 'node:inspector'
import net from 'node:net'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { workerData } from 'node:worker_threads'
import { limits } from '../limits.js'
import { signalStrays } from '../processes.js'
import type { CurrentRequest, GuardAnswer, GuardQuestion, StackFrame } from '../protocol.js'

/** What app/main.ts puts into the global scope of the main thread, for this thread to call there. */
const mainThread = 'globalThis[Symbol.for("tiny-django.guard")]'

const pipe = new net.Socket({ fd: (workerData as { fd: number }).fd, readable: true, writable: true })

// Nothing may be written on this way: the reader is gone, and a failed write would throw before the kill.
const die = () => {
  signalStrays(process.pid, 'SIGKILL')
  try {
    process.kill(-process.pid, 'SIGKILL')
  } catch {
    process.kill(process.pid, 'SIGKILL')
  }
}
pipe.on('end', die).on('close', die).on('error', die)

pipe.setEncoding('utf8').on('data', text => {
  for (const question of String(text).split('\n')) if (question) ask(question as GuardQuestion)
})

function ask(question: GuardQuestion): void {
  if (question === 'rss') answer({ question, bytes: process.memoryUsage.rss() })
  else if (question === 'debugger') lookForDebugger()
  else sampleMainThread()
}

function answer(value: GuardAnswer): void {
  pipe.write(`${JSON.stringify(value)}\n`)
}

// Answered by the main thread also while it loops, or stands at a breakpoint.
function lookForDebugger(): void {
  const session = new inspector.Session()
  session.connectToMainThread()
  const parameters = { expression: `${mainThread}.hasInspector()`, returnByValue: true, silent: true }
  session.post('Runtime.evaluate', parameters, (error, reply) => {
    const { result } = (error ? {} : reply) as Partial<inspector.Runtime.EvaluateReturnType>
    answer({ question: 'debugger', isThere: result?.value === true })
    session.disconnect()
  })
}

type PausedFrame = inspector.Debugger.CallFrame

function sampleMainThread(): void {
  const session = new inspector.Session()
  session.connectToMainThread()
  // `callFrame.url` is empty in Node 20, so the names of scripts are kept as they are announced.
  const urls = new Map<string, string>()
  session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url))
  const tryUntil = performance.now() + limits.sample * 0.7
  session.on('Debugger.paused', ({ params }) => {
    const frames = params.callFrames.slice(0, 50).map(frame => rawFrame(frame, urls))
    // A loop of microtasks is inside Node itself half of the time: look again until somebody's code is on the stack.
    const own = frames.findIndex(isProjectCode)
    if (own === -1 && performance.now() < tryUntil) return pauseAgain(session)
    clearInterval(asking)
    evaluateMapping(session, params.callFrames[Math.max(0, own)], frames, (mapped, request) => {
      answer({ question: 'stack', frames: mapped, request })
      session.post('Debugger.resume', () => session.disconnect())
    })
  })
  session.post('Debugger.enable')
  session.post('Debugger.pause')
  // A pause that falls between two microtasks can be lost.
  const asking = setInterval(() => session.post('Debugger.pause'), pauseAgainMs)
}

const pauseAgainMs = 50

function pauseAgain(session: inspector.Session): void {
  session.post('Debugger.resume')
  setTimeout(() => session.post('Debugger.pause'), 1)
}

function isProjectCode({ file }: StackFrame): boolean {
  return file !== '' && !file.startsWith('node:') && !file.startsWith(ownFolder) && !file.includes('/node_modules/')
}

/** dist/, where this file and the app process's are. */
const ownFolder = dirname(dirname(import.meta.dirname))

function rawFrame(frame: PausedFrame, urls: Map<string, string>): StackFrame {
  const { scriptId, lineNumber, columnNumber } = frame.location
  const url = urls.get(scriptId) || frame.url
  const file = url.startsWith('file:') ? fileURLToPath(url) : url
  return { functionName: frame.functionName, file, line: lineNumber + 1, column: (columnNumber ?? 0) + 1 }
}

type Mapped = (frames: readonly StackFrame[], request: CurrentRequest | null) => void

// The maps and the current request live in the paused thread, so that is where the frames are translated.
function evaluateMapping(
  session: inspector.Session,
  top: PausedFrame | undefined,
  frames: StackFrame[],
  done: Mapped,
): void {
  if (!top) return done(frames, null)
  const expression = `${mainThread}.describe(${JSON.stringify(frames)})`
  const parameters = { callFrameId: top.callFrameId, expression, returnByValue: true, silent: true }
  session.post('Debugger.evaluateOnCallFrame', parameters, (error, reply) => {
    const text: unknown = error ? undefined : (reply as inspector.Runtime.EvaluateReturnType | undefined)?.result.value
    if (typeof text !== 'string') return done(frames, null)
    const { frames: mapped, request } = JSON.parse(text) as { frames: StackFrame[]; request: CurrentRequest | null }
    done(mapped, request)
  })
}
