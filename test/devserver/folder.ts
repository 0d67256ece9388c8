import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder with these files that is gone when the test is over. */
export function temporaryFolder(files: Readonly<Record<string, string>>) {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'tiny-django-')))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  const file = (name: string) => join(path, name)
  const write = (name: string, text: string) => {
    mkdirSync(dirname(file(name)), { recursive: true })
    writeFileSync(file(name), text)
  }
  for (const [name, text] of Object.entries(files)) write(name, text)
  return {
    path,
    file,
    write,
    remove: (name: string) => rmSync(file(name)),
    name: (file: string) => relative(path, file),
  }
}
