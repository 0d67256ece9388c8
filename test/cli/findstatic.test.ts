import { expect, test } from 'vitest'
import type { ProjectQuestion, ProjectReport } from '../../src/devserver/index.js'
import { tinyDjango } from './helpers.js'

const files: Readonly<Record<string, readonly string[]>> = {
  'css/site.css': ['/site/static/css/site.css', '/site/blog/static/css/site.css'],
}

async function inspectProject(_root: string, question: ProjectQuestion): Promise<ProjectReport> {
  const found = question.static!.map(path => files[path] ?? [])
  return { ok: true, urls: [], problems: [], static: { found, searched: ['/site/static', '/site/blog/static'] } }
}

const findstatic = (...args: string[]) => tinyDjango(['findstatic', ...args], { devServer: { inspectProject } })

test('names the file that is served, then those that it hides', async () => {
  expect(await findstatic('css/site.css')).toEqual({
    code: 0,
    stdout: "Found 'css/site.css' here:\n  /site/static/css/site.css\n  /site/blog/static/css/site.css\n",
    stderr: '',
  })
})

test('--first names one, -v 0 the paths alone, --json is for programs', async () => {
  expect((await findstatic('css/site.css', '--first', '-v', '0')).stdout).toBe('/site/static/css/site.css\n')
  expect(JSON.parse((await findstatic('css/site.css', 'nope.js', '--json')).stdout)).toEqual({
    'css/site.css': files['css/site.css'],
    'nope.js': [],
  })
})

test('-v 2 names the folders', async () => {
  expect((await findstatic('css/site.css', '--first', '-v', '2')).stdout).toBe(
    "Found 'css/site.css' here:\n  /site/static/css/site.css\n" +
      'Looking in the following locations:\n  /site/static\n  /site/blog/static\n',
  )
})

test('says so when there is none', async () => {
  expect(await findstatic('nope.js', 'css/site.css', '--first')).toEqual({
    code: 1,
    stdout: "Found 'css/site.css' here:\n  /site/static/css/site.css\n",
    stderr: "No matching file found for 'nope.js'.\n",
  })
})
