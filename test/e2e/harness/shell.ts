import { spawn } from 'node:child_process'
import { npmEnvironment, userEnvironment } from './install.js'

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command that ends by itself, as typed in `cwd`. */
export function run(command: string, args: readonly string[], cwd: string): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const env = { ...userEnvironment(), ...npmEnvironment }
    const child = spawn(command, [...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', text => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', text => {
      stderr += text
    })
    child.on('error', reject)
    child.on('close', code => resolve({ code, stdout, stderr }))
  })
}

/** `npx tiny-django …` */
export function npx(args: readonly string[], cwd: string): Promise<Outcome> {
  return run('npx', ['tiny-django', ...args], cwd)
}
