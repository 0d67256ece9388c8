import { printable } from '../../utils/printable.js'
import { type BuildMessage, messageAsText } from '../compiler/messages.js'
import { version } from '../version.js'
import type { Exchange } from './exchange.js'

/** Everything the front prints. */
export interface Terminal {
  error(text: string): void
  warning(text: string): void
  /** What the build has to say of a place in the project. */
  message(level: 'error' | 'warning', message: BuildMessage): void
  /** For those who want to know more. */
  detail(text: string): void
  /** What the project printed. */
  output(text: Buffer, stream: 'stdout' | 'stderr'): void
  /** It can be used. */
  banner(banner: Banner): void
  /** An answer to a key. */
  answer(text: string): void
  /** Takes away what is on the screen. */
  clear(): void
  /** The project answers, at first or again. */
  live(): void
  /** A request was answered. */
  request(exchange: Exchange): void
}

export interface Banner {
  readonly settingsModule: string | null
  /** The addresses that are listened on. */
  readonly urls: readonly string[]
  /** Where other machines find them, when they may. */
  readonly networkUrls: readonly string[]
  readonly readyMs: number
  /** Whether keys are listened to. */
  readonly hasKeys: boolean
}

/** Where lines go, and whether they may have colour: decided once, by the command line. */
export interface TerminalOptions {
  readonly color: boolean
  readonly verbosity: number
}

type Paint = (text: string) => string

/** For people: plain lines, one event each; what came from a client is escaped. */
export class TextTerminal implements Terminal {
  readonly #verbosity: number
  readonly #paint: ReturnType<typeof painters>
  #isOut = true
  /** Lines of requests that are printed in a moment, with those that come until then. */
  #requestLines = ''
  /** The window, where somebody looks at one. */
  readonly #screen: { readonly columns: number } | null
  /** The line of the last request, while nothing else has been printed. */
  #last: { readonly what: string; readonly count: number } | null = null

  constructor({ color, verbosity }: TerminalOptions) {
    this.#screen = process.stdout.isTTY ? process.stdout : null
    this.#verbosity = verbosity
    this.#paint = painters(color)
    // `runserver | head` closes our output: then there is nobody to tell, and no reason to stop serving.
    process.stdout.on('error', () => {
      this.#isOut = false
    })
    process.stderr.on('error', () => {})
    process.on('exit', () => this.#printRequests())
  }

  error(text: string): void {
    this.#endRequests()
    process.stderr.write(`${this.#paint.bad(text)}\n`)
  }

  warning(text: string): void {
    this.#endRequests()
    if (this.#verbosity > 0) process.stderr.write(`${this.#paint.warn(text)}\n`)
  }

  message(level: 'error' | 'warning', message: BuildMessage): void {
    this[level](messageAsText(message))
  }

  detail(text: string): void {
    if (this.#verbosity > 1) this.#line(this.#paint.dim(text))
  }

  /** Passes on what the project printed, byte for byte. */
  output(text: Buffer, stream: 'stdout' | 'stderr'): void {
    this.#endRequests()
    if (stream === 'stderr') process.stderr.write(text)
    else if (this.#isOut) process.stdout.write(text)
  }

  /** Django's banner, with our name in the place of its own. */
  banner({ settingsModule, urls, networkUrls, readyMs, hasKeys }: Banner): void {
    this.#line('')
    this.#line(bannerDate(new Date()))
    this.#line(
      `tiny-django version ${version}, using ${settingsModule ? `settings '${settingsModule}'` : 'default settings'}`,
    )
    for (const url of urls) this.#line(`Starting development server at ${this.#paint.strong(url)}`)
    if (networkUrls.length > 0) {
      this.#line(`  Local:    ${this.#paint.strong(localUrl(urls[0] ?? ''))}`)
      for (const url of networkUrls) this.#line(`  Network:  ${this.#paint.strong(url)}`)
    }
    const hint = `  Ready in ${Math.round(readyMs)} ms.${hasKeys ? ' Press h for help.' : ''}`
    this.#line(`Quit the server with CONTROL-C.${this.#paint.dim(hint)}`)
    this.#line('')
  }

  answer(text: string): void {
    if (this.#isOut) this.#print(`${text}\n`)
  }

  clear(): void {
    if (this.#isOut) this.#print('\u001b[2J\u001b[3J\u001b[H')
  }

  /**
   * Django's request line, how long it took, and the view that answered. On a screen, lines that differ in their times only
   * are one line that counts them.
   */
  request(exchange: Exchange): void {
    const { method, target } = exchange.head
    const status = exchange.response.statusCode
    const line = printable(`${method} ${target} HTTP/${exchange.request.httpVersion}`)
    const what = `"${line}" ${status} ${exchange.sentBytes}`
    const date = `[${logDate(new Date())}]`
    const view = exchange.view ? ` ${exchange.view}` : ''
    const count = this.#countOf(`${what}${view}`)
    const times = count === 1 ? '' : ` (${count} times)`
    const rest = ` ${duration(exchange.waitedMs)}${view}${times}`
    const back = this.#canFold(count, `${date} ${what}${rest}`) ? '\u001b[1A\u001b[2K' : ''
    // Each print is a call of the system that is waited for, and takes longer than all else about a request.
    if (this.#requestLines === '') setImmediate(() => this.#printRequests())
    this.#requestLines += `${back}${this.#forStatus(status)(`${date} ${what}`)}${this.#paint.dim(rest)}\n`
    this.#last = { what: `${what}${view}`, count }
  }

  /** How often this has been the last line, this time included. */
  #countOf(what: string): number {
    return this.#screen && this.#last?.what === what ? this.#last.count + 1 : 1
  }

  // A line that the window breaks in two cannot be gone back to.
  #canFold(count: number, text: string): boolean {
    return count > 1 && this.#screen !== null && text.length < this.#screen.columns
  }

  /** The banner said so, or the page does. */
  live(): void {}

  #line(text: string): void {
    if (this.#isOut && this.#verbosity > 0) this.#print(`${text}\n`)
  }

  #print(text: string): void {
    this.#endRequests()
    process.stdout.write(text)
  }

  /** Something else is printed now. */
  #endRequests(): void {
    this.#printRequests()
    this.#last = null
  }

  #printRequests(): void {
    const lines = this.#requestLines
    this.#requestLines = ''
    if (lines !== '' && this.#isOut && this.#verbosity > 0) process.stdout.write(lines)
  }

  // Django's own choice of colours for its request line (its palette for dark windows).
  #forStatus(status: number): Paint {
    const paint = this.#paint
    if (status >= 500) return text => paint.strong(paint.serverError(text))
    if (status === 404) return paint.warn
    if (status >= 400) return text => paint.strong(paint.bad(text))
    if (status === 304) return paint.notModified
    return status >= 300 ? paint.redirect : plain
  }
}

/** Where this machine finds an address that stands for all of its own. */
function localUrl(url: string): string {
  return url.replace(/\/\/(?:0\.0\.0\.0|\[::\])/, '//localhost')
}

function painters(color: boolean) {
  const paint = (open: number, close: number) => (text: string) =>
    color ? `\u001b[${open}m${text}\u001b[${close}m` : text
  return {
    bad: paint(31, 39),
    warn: paint(33, 39),
    dim: paint(2, 22),
    strong: paint(1, 22),
    redirect: paint(32, 39),
    notModified: paint(36, 39),
    serverError: paint(35, 39),
  }
}

const plain: Paint = text => text

function duration(ms: number): string {
  return ms < 1 ? '<1ms' : ms < 1000 ? `${Math.round(ms)}ms` : `${(ms / 1000).toFixed(1)}s`
}

// Spelled out, because the first use of Intl takes longer than all else that is printed.
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

/** `21/Nov/2026 00:53:38`, local time. */
function logDate(date: Date): string {
  return `${two(date.getDate())}/${months[date.getMonth()]!.slice(0, 3)}/${date.getFullYear()} ${clock(date)}`
}

/** `November 21, 2026 - 00:53:38`, local time. */
function bannerDate(date: Date): string {
  return `${months[date.getMonth()]} ${two(date.getDate())}, ${date.getFullYear()} - ${clock(date)}`
}

function clock(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
