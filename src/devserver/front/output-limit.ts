import { outputLimits } from '../limits.js'

/** Where output goes when it has passed: a whole number of lines, but for the last piece of a stream. */
export type Print = (text: Buffer) => void

const lineEnd = 10
const nothing = Buffer.alloc(0)

/**
 * Lets through what a person could ever read, and of a flood its beginning, how much was left out, and its last lines:
 * what a process says before it hangs or dies is what explains it.
 */
export class OutputLimit {
  readonly #print: Print
  #lines = 0
  #bytes = 0
  #droppedLines = 0
  #droppedBytes = 0
  /** The end of what was dropped. */
  #tail: Buffer = nothing
  /** Whether what was printed last is a whole line. */
  #isAtLineStart = true
  #timer: NodeJS.Timeout | null = null

  constructor(print: Print) {
    this.#print = print
  }

  write(text: Buffer): void {
    this.#timer ??= setTimeout(() => this.#beginSecond(), 1000).unref()
    const end = this.#droppedBytes > 0 ? 0 : this.#endOfAllowed(text)
    if (end > 0) this.#pass(text.subarray(0, end))
    if (end < text.length) this.#drop(text.subarray(end))
  }

  /** Prints what is still held back. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#beginSecond()
  }

  #beginSecond(): void {
    this.#timer = null
    this.#lines = 0
    this.#bytes = 0
    if (this.#droppedBytes > 0) this.#printRest()
  }

  #printRest(): void {
    const kept = lastLines(this.#tail)
    const lines = this.#droppedLines - countLines(kept)
    const bytes = this.#droppedBytes - kept.length
    this.#droppedLines = 0
    this.#droppedBytes = 0
    this.#tail = nothing
    const start = this.#isAtLineStart ? '' : '\n'
    if (bytes > 0) this.#pass(Buffer.from(`${start}… dropped ${howMuch(lines, bytes)} …\n`))
    this.#pass(kept)
  }

  #pass(text: Buffer): void {
    if (text.length === 0) return
    this.#lines += countLines(text)
    this.#bytes += text.length
    this.#isAtLineStart = text.at(-1) === lineEnd
    this.#print(text)
  }

  #drop(text: Buffer): void {
    this.#droppedLines += countLines(text)
    this.#droppedBytes += text.length
    const end = text.subarray(-outputLimits.tailBytes)
    this.#tail = end.length < outputLimits.tailBytes ? Buffer.concat([this.#tail, end]) : end
    if (this.#tail.length > 2 * outputLimits.tailBytes) this.#tail = this.#tail.subarray(-outputLimits.tailBytes)
  }

  /** How much of this may be printed in this second; up to a line end, unless it is all. */
  #endOfAllowed(text: Buffer): number {
    const isAllowed = (bytes: Buffer) =>
      this.#bytes + bytes.length <= outputLimits.bytes && this.#lines + countLines(bytes) <= outputLimits.lines
    if (isAllowed(text)) return text.length
    const start = text.subarray(0, Math.max(0, outputLimits.bytes - this.#bytes))
    return endOfLines(start, outputLimits.lines - this.#lines)
  }
}

/** Where the last of the first `count` lines ends. */
function endOfLines(text: Buffer, count: number): number {
  let end = 0
  for (let line = 0; line < count; line++) {
    const next = text.indexOf(lineEnd, end)
    if (next === -1) break
    end = next + 1
  }
  return end
}

function countLines(text: Buffer): number {
  let lines = 0
  for (let at = text.indexOf(lineEnd); at !== -1; at = text.indexOf(lineEnd, at + 1)) lines++
  return lines
}

function howMuch(lines: number, bytes: number): string {
  if (lines > 0) return `${lines.toLocaleString('en')} ${lines === 1 ? 'line' : 'lines'}`
  return `${bytes.toLocaleString('en')} bytes of a line`
}

/** The last whole lines and the piece of one behind them; a piece of the first where it is too long. */
function lastLines(tail: Buffer): Buffer {
  const isWhole = tail.at(-1) === lineEnd
  let start = isWhole ? tail.length - 1 : tail.length
  for (let line = 0; line < outputLimits.tailLines; line++) {
    if (start <= 0) return tail
    start = tail.lastIndexOf(lineEnd, start - 1)
    if (start === -1) return tail
  }
  return tail.subarray(start + 1)
}
