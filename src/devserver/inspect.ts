import { Compiler } from './compiler/compiler.js'
import { Generation } from './front/generation.js'
import { loadInto, unexpectedEnd } from './one-off.js'
import type { ProjectDescription, ProjectQuestion } from './protocol.js'
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
    const refusal = await loadInto(app, root, compiler, true)
    if (refusal !== null) return { ok: false, message: refusal }
    const description = await app.describe(question)
    return description === null ? { ok: false, message: unexpectedEnd } : { ok: true, ...description }
  } finally {
    await Promise.all([compiler.close(), app.end()])
  }
}

// What the project prints is not what the command was asked for, which may go to another program.
function startApp(): Generation {
  return new Generation(spawnApp(null), {
    output: (_, text) => void process.stderr.write(text),
    fault: () => {},
    snapshot: () => {},
    records: () => {},
    warning: sentence => void process.stderr.write(`${sentence}\n`),
    ended: () => {},
  })
}
