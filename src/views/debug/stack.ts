import { originalPosition, type SourcePosition } from './sources.js'

export interface ParsedFrame extends SourcePosition {
  readonly functionName: string
}

/** What a page ever looks at of a stack; a message of megabytes is part of `error.stack` too. */
const MAX_LENGTH = 200_000

/**
 * The frames of a V8 stack trace, innermost first, at their original positions. Lines that are no frames are left out,
 * those of the message above all: a client may have had a say in that, and frames are shown with their source.
 */
export function parseStack(stack: string, message: string): ParsedFrame[] {
  const frames: ParsedFrame[] = []
  for (const line of frameLines(withoutMessage(stack, message))) {
    const frame = parseFrame(line)
    if (frame) frames.push({ ...frame, ...originalPosition(frame) })
  }
  return frames
}

function withoutMessage(stack: string, message: string): string {
  const start = message === '' ? -1 : stack.indexOf(message)
  return start === -1 ? stack : stack.slice(start + message.length)
}

// The message comes first and may be huge, so the frames are looked for from the end.
function frameLines(stack: string): string[] {
  const tail = stack.length > MAX_LENGTH ? stack.slice(-MAX_LENGTH) : stack
  const lines = tail.split('\n')
  let first = lines.length
  while (first > 0 && isFrameLine(lines[first - 1]!)) first--
  return lines.slice(first)
}

function isFrameLine(line: string): boolean {
  return line.startsWith('    at ') || line.trim() === ''
}

// `    at name (file:1:2)`, `    at async file:1:2`, `    at new Page (file:///…:1:2)`, `    at eval (eval at x (file…), <anonymous>:1:2)`
function parseFrame(line: string): ParsedFrame | undefined {
  const text = line.slice('    at '.length).trimEnd()
  const open = text.endsWith(')') ? text.indexOf(' (') : -1
  const functionName = open === -1 ? '' : cleanName(text.slice(0, open))
  const place = open === -1 ? text.replace(/^async /, '') : text.slice(open + 2, -1)
  const position = /^(.*):(\d+):(\d+)$/.exec(place)
  if (!position) return undefined
  return { functionName, file: filePath(position[1]!), line: Number(position[2]), column: Number(position[3]) }
}

// V8 names the namespace of an ES module, and the `exports` of other modules, as if they were classes.
function cleanName(name: string): string {
  return name
    .replace(/^async /, '')
    .replace(/^(Module|Object|exports)\./, '')
    .replace(/^<anonymous>$/, '')
}

/** `file:` URLs are how ES modules name themselves; people know paths. */
function filePath(file: string): string {
  if (!file.startsWith('file://')) return file
  try {
    const path = decodeURIComponent(file.slice('file://'.length).replace(/\?.*$/, ''))
    return /^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path
  } catch {
    return file
  }
}
