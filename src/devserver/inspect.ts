import { join } from 'node:path'
import { Compiler } from './compiler/compiler.js'
import { messageAsText } from './compiler/messages.js'
import { readEnv } from './env-file.js'
import { Generation } from './front/generation.js'
import type { LoadFailure, ProjectDescription, ProjectQuestion } from './protocol.js'
import { projectSecret } from './secret.js'
import { spawnApp } from './spawn.js'

export type ProjectReport =
  | ({ readonly ok: true } & ProjectDescription)
  /** The project does not build or does not load; ready to be printed. */
  | { readonly ok: false; readonly message: string }

/**
 * Builds the project and loads it once in a process of its own, as `runserver` would, to ask what is in it. `settings` is
 * the settings file, if it is not the usual one.
 */
export async function inspectProject(
  root: string,
  question: ProjectQuestion,
  settings?: string,
): Promise<ProjectReport> {
  const compiler = new Compiler(root, settings)
  const app = startApp()
  try {
    const build = await compiler.build()
    if (!build.ok) return { ok: false, message: build.messages.map(messageAsText).join('\n') }
    const plan = {
      root,
      env: readEnv(join(root, '.env')),
      secretKey: projectSecret(root),
      extraHosts: [],
      static: false,
      server: { name: '127.0.0.1', port: 8000 },
    }
    const { entry, packages, bundle, modules } = build
    const result = await app.load({ ...plan, entry, packages, ...(bundle ? { bundle } : {}), isFirst: true }, modules)
    if (result.kind === 'failed') return { ok: false, message: failureText(result.failure) }
    if (result.kind !== 'loaded') return { ok: false, message: app.fault?.text ?? unexpectedEnd }
    const description = await app.describe(question)
    return description === null ? { ok: false, message: unexpectedEnd } : { ok: true, ...description }
  } finally {
    await Promise.all([compiler.close(), app.end()])
  }
}

const unexpectedEnd = 'The project ended the process, or hung, while it was loaded.'

function failureText({ messages, text }: LoadFailure): string {
  return messages ? messages.map(messageAsText).join('\n') : text
}

// What the project prints is not what the command was asked for, which may go to another program.
function startApp(): Generation {
  return new Generation(spawnApp(null), {
    output: (_, text) => void process.stderr.write(text),
    fault: () => {},
    snapshot: () => {},
    warning: sentence => void process.stderr.write(`${sentence}\n`),
    ended: () => {},
  })
}
