import { readFileSync } from 'node:fs'

/** One key of the terminal, and what it does. */
export interface Key {
  readonly key: string
  readonly meaning: string
  press(): void
}

/** The input of a terminal, as `process.stdin` is where somebody sits in front of it. */
export interface KeyInput {
  readonly isTTY?: boolean
  setRawMode?(isRaw: boolean): unknown
  on(event: 'data', listener: (text: Buffer) => void): unknown
  on(event: 'end' | 'error', listener: () => void): unknown
  resume(): unknown
  pause(): unknown
}

/**
 * Single keys, pressed in the terminal. It tells of each as it comes instead of by the line, and leaves the keys that are
 * signals (Ctrl-C, Ctrl-Z) to us as well.
 */
export class Keys {
  #input: KeyInput | null = null
  readonly #keys: ReadonlyMap<string, Key>
  #isListening = false
  readonly #onContinue = () => this.#enter()

  constructor(keys: readonly Key[]) {
    this.#keys = new Map(keys.map(each => [each.key, each]))
  }

  /** Listens, where there is a terminal to listen to. False: there is none. */
  start(input: KeyInput = process.stdin): boolean {
    if (!input.isTTY || !input.setRawMode) return false
    this.#input = input
    this.#isListening = true
    input.on('data', text => this.#onText(String(text)))
    // The terminal is gone; whoever closed it also sends SIGHUP, or wants the server to go on without it.
    input.on('end', () => this.stop())
    input.on('error', () => this.stop())
    process.on('SIGCONT', this.#onContinue)
    this.#enter()
    return true
  }

  /** Gives the terminal back as it was. */
  stop(): void {
    if (!this.#isListening) return
    this.#isListening = false
    process.off('SIGCONT', this.#onContinue)
    this.#setRawMode(false)
    this.#input?.pause()
  }

  // In the background, to touch the terminal would stop this process.
  #enter(): void {
    if (!this.#isListening || !isInForeground()) return
    this.#setRawMode(true)
    this.#input?.resume()
  }

  #onText(text: string): void {
    for (const character of text.startsWith('\u001b') ? '' : text) {
      if (character === ctrlC) process.kill(process.pid, 'SIGINT')
      else if (character === ctrlBackslash) process.kill(process.pid, 'SIGTERM')
      else if (character === ctrlZ) this.#suspend()
      else this.#keys.get(character)?.press()
    }
  }

  // As the shell knows it: its own settings while we sleep, ours when `fg` wakes us.
  #suspend(): void {
    this.#setRawMode(false)
    process.kill(process.pid, 'SIGTSTP')
    setTimeout(() => this.#enter(), 100) // where there is no shell to wake us, we were not put to sleep
  }

  #setRawMode(isRaw: boolean): void {
    try {
      this.#input?.setRawMode?.(isRaw)
    } catch {
      // The terminal is gone.
    }
  }
}

const ctrlC = '\u0003'
const ctrlZ = '\u001a'
const ctrlBackslash = '\u001c'

/** Whether this process may use its terminal; taken for granted where the system does not say. */
function isInForeground(): boolean {
  try {
    const [, , group, , , foreground] = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return group === foreground
  } catch {
    return true
  }
}
