import { expect, test } from 'vitest'
import { findEntry, findRoot } from '../../src/devserver/layout.js'
import { temporaryFolder } from './folder.js'

test('the folder that is named is the root', () => {
  expect(findRoot('mysite', '/home/ann')).toBe('/home/ann/mysite')
})

test('from inside a project, the nearest folder upwards with settings.ts is the root', () => {
  const { file } = temporaryFolder({
    'mysite/settings.ts': '',
    'mysite/urls.ts': '',
    'mysite/blog/urls.ts': '',
    'mysite/blog/lib/x.ts': '',
  })
  expect(findRoot(undefined, file('mysite/blog/lib'))).toBe(file('mysite'))
})

test('without settings.ts it is the topmost of the folders with urls.ts or views.ts that lie in each other', () => {
  const { file } = temporaryFolder({ 'site/views.ts': '', 'site/blog/urls.ts': '', 'views.txt': '' })
  expect(findRoot(undefined, file('site/blog'))).toBe(file('site'))
})

test('elsewhere it is the folder one stands in', () => {
  const { path } = temporaryFolder({ 'readme.md': '' })
  expect(findRoot(undefined, path)).toBe(path)
})

test('an entry is settings, URLs, views and what nobody imports', () => {
  const { path, file } = temporaryFolder({
    'settings.ts': '',
    'urls.ts': '',
    'views.ts': '',
    'blog/urls.ts': '',
    'blog/signals.ts': '',
    'blog/templatetags/extras.ts': '',
    'lib/templatetags.ts': '',
  })
  expect(findEntry(path)).toEqual({
    settings: file('settings.ts'),
    urls: file('urls.ts'),
    views: file('views.ts'),
    extras: [file('blog/templatetags/extras.ts'), file('blog/signals.ts')],
  })
})

test('a folder with neither urls.ts nor views.ts has no entry', () => {
  expect(findEntry(temporaryFolder({ 'settings.ts': '' }).path)).toBe(null)
})
