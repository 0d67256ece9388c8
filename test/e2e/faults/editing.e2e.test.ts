import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Project } from '../harness/project.js'
import { type RunningServer, startServer, until } from '../harness/server.js'
import { figure, repetitions } from '../harness/soak.js'
import { version, versioned, versionOf } from '../harness/versions.js'

// Every way in which editors and tools save a file: whoever asks afterwards gets what was saved.

type Save = (site: Project, file: string, text: string) => void | Promise<void>

const soon = () => new Promise(resolve => setTimeout(resolve, 3))

const waysToSave: Record<string, Save> = {
  'written over (VS Code, nano)': (site, file, text) => site.write(file, text),
  'written beside and renamed over it (sublime, prettier)': (site, file, text) => {
    site.write(`${file}.part`, text)
    renameSync(site.path(`${file}.part`), site.path(file))
  },
  'the same with a hidden file': (site, file, text) => {
    site.write(`.${file}.x1y2z3`, text)
    renameSync(site.path(`.${file}.x1y2z3`), site.path(file))
  },
  'sed -i': (site, file, text) => {
    const [, digits] = /'(\d+)'/.exec(text)!
    execFileSync('sed', ['-i', `s/'[0-9]*')/'${digits}')/`, site.path(file)])
  },
  'moved aside and written anew (vim)': (site, file, text) => {
    site.write('4913', '')
    site.remove('4913')
    site.write(`.${file}.swp`, 'swap')
    renameSync(site.path(file), site.path(`${file}~`))
    site.write(file, text)
    site.remove(`${file}~`)
    site.remove(`.${file}.swp`)
  },
  'copied aside and written over (vim, backupcopy=yes)': (site, file, text) => {
    copyFileSync(site.path(file), site.path(`${file}~`))
    site.write(file, text)
    site.remove(`${file}~`)
  },
  'with a lock and a backup that stays (emacs)': (site, file, text) => {
    symlinkSync('somebody@somewhere:1', site.path(`.#${file}`))
    site.write(`#${file}#`, text)
    renameSync(site.path(file), site.path(`${file}~`))
    site.write(file, text)
    unlinkSync(site.path(`.#${file}`))
    site.remove(`#${file}#`)
  },
  'by two renames (JetBrains)': (site, file, text) => {
    site.write(`${file}___jb_tmp___`, text)
    renameSync(site.path(file), site.path(`${file}___jb_old___`))
    renameSync(site.path(`${file}___jb_tmp___`), site.path(file))
    site.remove(`${file}___jb_old___`)
  },
  'deleted and made again (git checkout)': (site, file, text) => {
    site.remove(file)
    site.write(file, text)
  },
  'emptied, then written': (site, file, text) => {
    site.write(file, '')
    site.write(file, text)
  },
  'written piece by piece': (site, file, text) => {
    site.write(file, '')
    for (const piece of text.match(/[\s\S]{1,9}/g)!) appendFileSync(site.path(file), piece)
  },
  'written in two halves, with time in between': async (site, file, text) => {
    site.write(file, text.slice(0, 60))
    await soon()
    site.write(file, text)
  },
  'patched in place': (site, file, text) => {
    const fd = openSync(site.path(file), 'r+')
    writeSync(fd, text, 0)
    ftruncateSync(fd, Buffer.byteLength(text))
    closeSync(fd)
  },
  'written over, with the time of its last write unchanged': (site, file, text) => {
    const { atime, mtime } = statSync(site.path(file))
    site.write(file, text)
    utimesSync(site.path(file), atime, mtime)
  },
  'copied with a time of years ago (rsync, tar, a clock that went back)': (site, file, text) => {
    site.write(`.${file}.r1`, text)
    utimesSync(site.path(`.${file}.r1`), 1_000_000_000, 1_000_000_000)
    renameSync(site.path(`.${file}.r1`), site.path(file))
  },
  'with a time in the future': (site, file, text) => {
    site.write(file, text)
    utimesSync(site.path(file), 4_000_000_000, 4_000_000_000)
  },
  'as a link that is turned to another file': (site, file, text) => {
    const target = `target-${/'(\d+)'/.exec(text)![1]}.ts`
    site.write(target, text)
    symlinkSync(target, site.path('next'))
    renameSync(site.path('next'), site.path(file))
  },
  'through that link': (site, file, text) => site.write(file, text),
  'over the link': (site, file, text) => {
    rmSync(site.path(file))
    site.write(file, text)
  },
  'as a link whose folder is turned to another': (site, file, text) => {
    const folder = `release-${/'(\d+)'/.exec(text)![1]}`
    site.write(`${folder}/${file}`, text)
    symlinkSync(folder, site.path('next'))
    renameSync(site.path('next'), site.path('current'))
    rmSync(site.path(file), { force: true })
    symlinkSync(`current/${file}`, site.path(file))
  },
  'and in that folder': (site, file, text) => site.write(`current/${file}`, text),
}

describe('a file is saved', () => {
  let site: Project
  let server: RunningServer
  let number = 0

  beforeAll(async () => {
    site = versioned()
    server = await startServer(site)
  })
  afterAll(() => server.stop())

  test.each(Object.entries(waysToSave))('%s', async (_, save) => {
    for (let round = 0; round < repetitions(30); round++) {
      await save(site, 'views.ts', version(++number))
      expect(await versionOf(server)).toBe(number)
    }
    if (number === repetitions(30) * Object.keys(waysToSave).length)
      figure('saves in every way, each asked for', number)
  })

  test('and a page that is open is told, without anybody asking', async () => {
    rmSync(site.path('views.ts'))
    site.write('views.ts', version(++number))
    expect(await versionOf(server)).toBe(number)
    const events = await server.events()
    for (const [way, save] of Object.entries(waysToSave)) {
      await save(site, 'views.ts', version(++number))
      while (!(await events.next())) throw new Error(way)
      while ((await versionOf(server)) !== number) await events.next()
    }
  })
})

test('a save that changes nothing keeps the process: written again, touched, its rights changed, moved away and back', async () => {
  const text = `import { HttpResponse } from 'tiny-django/http'\nexport const index = () => new HttpResponse(String(process.pid))\n`
  const site = versioned()
  site.write('views.ts', text)
  await using server = await startServer(site)
  const events = await server.events()
  const { text: pid } = await server.get('/')
  const file = site.path('views.ts')
  const nothing: (() => void)[] = [
    () => site.write('views.ts', text),
    () => utimesSync(file, new Date(), new Date()),
    () => execFileSync('chmod', ['600', file]),
    () => {
      renameSync(file, `${file}.away`)
      renameSync(`${file}.away`, file)
    },
    () => site.write('notes.md', 'not a part of it'),
    () => {
      mkdirSync(site.path('node_modules/somewhere'), { recursive: true })
      site.write('node_modules/somewhere/index.js', 'nor this')
    },
    () => site.write('.git/HEAD', 'nor this'),
  ]
  for (const change of nothing) {
    change()
    await soon()
    expect((await server.get('/')).text).toBe(pid)
  }
  expect(readFileSync(file, 'utf8')).toBe(text)
  // What is told next is the change that is one.
  const next = events.next()
  site.write('views.ts', text.replace('String', 'Number'))
  await next
  expect(server.output.match(/GET \//g)).toHaveLength(nothing.length + 1)
})

test('what the server writes into the project itself is no save', async () => {
  const text = (number: number) =>
    `import { HttpResponse } from 'tiny-django/http'\nexport const index = () => new HttpResponse('${number} ' + process.pid)\n`
  const names = 'names.d.ts'
  const site = versioned()
  site.write('settings.ts', `export default { DEBUG: true, SECRET_KEY: 'x', DEV_URL_NAMES_FILE: '${names}' }`)
  site.write(
    'urls.ts',
    `import { path } from 'tiny-django/urls'\nimport * as views from './views'\nexport const urlpatterns = [path('', views.index, { name: 'a' })]`,
  )
  site.write('views.ts', text(0))
  await using server = await startServer(site)
  for (let number = 1; number <= 5; number++) {
    site.write('views.ts', text(number))
    site.write('urls.ts', readFileSync(site.path('urls.ts'), 'utf8').replace(/name: '\w+'/, `name: 'name${number}'`))
    const { text: first } = await server.get('/')
    expect(first).toMatch(new RegExp(`^${number} `))
    await until(
      () => existsSync(site.path(names)) && readFileSync(site.path(names), 'utf8').includes(`name${number}`),
      () => 'The names of the URLs were not written.',
    )
    await soon()
    expect((await server.get('/')).text).toBe(first)
  }
})
