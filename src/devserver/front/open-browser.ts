import { spawn } from 'node:child_process'

/** Opens `url` in the user's browser. That there is none is no error: the address is in the terminal. */
export function openBrowser(url: string): void {
  const [command, ...args] = process.platform === 'darwin' ? ['open', url] : ['xdg-open', url]
  const child = spawn(command!, args, { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
}
