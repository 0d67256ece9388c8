import { join } from 'node:path'
import { readEnv } from '../adapters/env-file.js'
import type { Build } from './compiler/build.js'
import type { Compiler } from './compiler/compiler.js'
import { messagesAsText } from './compiler/messages.js'
import type { Generation, LoadResult } from './front/generation.js'
import type { LoadFailure, LoadPlan } from './protocol.js'
import { projectSecret } from './secret.js'

/** `null`, or why the project cannot be built or loaded; ready to be printed. */
export type Refusal = string | null

/** Builds the project and loads it once into `app`, as `runserver` would. `isServed` asks as much of it, too. */
export async function loadInto(app: Generation, root: string, compiler: Compiler, isServed: boolean): Promise<Refusal> {
  const build = await compiler.build()
  if (!build.ok) return messagesAsText(build.messages)
  return loadBuild(app, root, build, isServed)
}

export async function loadBuild(app: Generation, root: string, build: Build, isServed: boolean): Promise<Refusal> {
  return refusalOf(app, await app.load(planOf(root, build, isServed), build.modules))
}

export const unexpectedEnd = 'The project ended the process, or hung, while it was loaded.'

function planOf(
  root: string,
  { entry, packages, bundle }: Build,
  isServed: boolean,
): Omit<LoadPlan, 'changed' | 'paths'> {
  return {
    root,
    env: readEnv(join(root, '.env')),
    secretKey: projectSecret(root),
    extraHosts: [],
    static: false,
    isServed,
    server: { name: '127.0.0.1', port: 8000 },
    entry,
    packages,
    ...(bundle ? { bundle } : {}),
    isFirst: true,
  }
}

function refusalOf(app: Generation, result: LoadResult): Refusal {
  if (result.kind === 'loaded') return null
  if (result.kind === 'failed') return failureText(result.failure)
  return app.fault?.text ?? unexpectedEnd
}

function failureText({ messages, text }: LoadFailure): string {
  return messages ? messagesAsText(messages) : text
}
