import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A folder of its own for a project, gone after the tests of the file. */
export class Project {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts)
  }

  /** Writes a file as an editor does that opens it and writes: not by renaming. */
  write(file: string, text: string): void {
    mkdirSync(dirname(this.path(file)), { recursive: true })
    writeFileSync(this.path(file), text)
  }

  remove(file: string): void {
    rmSync(this.path(file), { recursive: true })
  }
}

export function project(files: Readonly<Record<string, string>> = {}): Project {
  const created = new Project(temporaryFolder())
  for (const [file, text] of Object.entries(files)) created.write(file, text)
  return created
}

/** A new folder that every user of the machine may read. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tiny-django-e2e-')))
  chmodSync(folder, 0o755)
  folders.push(folder)
  return folder
}

/** A `views.ts` of these views; what they are likely to need is imported. */
export function views(code: string): string {
  return `import { type HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse } from 'tiny-django/http'\n${code}`
}
