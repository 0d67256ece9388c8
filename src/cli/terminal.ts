import picocolors from 'picocolors'

/** Where the command line prints. Tests hand in their own. */
export interface Terminal {
  readonly stdout: Output
  readonly stderr: Output
  /** Width of the window; `undefined` when nobody is looking (a pipe, a file): then plain, uncut lines. */
  readonly columns: number | undefined
  readonly color: boolean
  /** The next line somebody types, without its end; '' when nobody does any more. */
  readonly readLine?: () => Promise<string>
}

export interface Output {
  write(text: string): unknown
}

export type Colors = ReturnType<typeof picocolors.createColors>

/** The terminal this process was started in. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process
  // `tiny-django showurls | head` closes the pipe early; that is the reader's good right and no error of ours.
  for (const stream of [stdout, stderr]) stream.on('error', ignoreClosedPipe)
  const isTTY = stdout.isTTY === true && stderr.isTTY === true
  return {
    stdout,
    stderr,
    columns: stdout.isTTY ? stdout.columns : undefined,
    color: environmentWantsColor(env, isTTY),
    readLine,
  }
}

async function readLine(): Promise<string> {
  const { createInterface } = await import('node:readline')
  const lines = createInterface({ input: process.stdin })
  try {
    for await (const line of lines) return line
    return ''
  } finally {
    lines.close()
  }
}

/** `terminal` after `--color` and `--no-color`, which outrank everything else; the last one counts. */
export function withColorFlags(terminal: Terminal, argv: readonly string[]): Terminal {
  const flag = argv.findLast(arg => arg === '--color' || arg === '--no-color')
  return flag === undefined ? terminal : { ...terminal, color: flag === '--color' }
}

export function colorsOf(terminal: Terminal): Colors {
  return picocolors.createColors(terminal.color)
}

/** https://no-color.org first, then FORCE_COLOR as Node reads it, then whether somebody is looking. */
export function environmentWantsColor(env: NodeJS.ProcessEnv, isTTY: boolean): boolean {
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  return isTTY && env.TERM !== 'dumb'
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}
