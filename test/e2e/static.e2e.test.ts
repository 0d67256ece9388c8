import { expect, test } from 'vitest'
import { project, views } from './harness/project.js'
import { startServer } from './harness/server.js'

const site = () =>
  project({
    'settings.ts': `import { defineSettings } from 'tiny-django/conf'
export default defineSettings({ DEBUG: true, SECRET_KEY: 'x'.repeat(50), STATICFILES_DIRS: ['assets'] })
`,
    'urls.ts': `import { path } from 'tiny-django/urls'
import { staticUrls } from 'tiny-django/views'
import { settings } from 'tiny-django/conf'
import * as views from './views'
export const urlpatterns = [path('', views.index), ...staticUrls('/media/', { documentRoot: 'media' })]
`,
    'views.ts': views(`export const index = () => new HttpResponse('the view')`),
    'assets/site.css': 'body { color: red }',
    'blog/static/blog/post.css': 'p { color: blue }',
    'media/photo.txt': 'a photo',
  })

test('runserver serves static files and what staticUrls names, and nothing beside them', async () => {
  await using server = await startServer(site())
  expect((await server.get('/')).text).toBe('the view')
  expect((await server.get('/static/site.css')).text).toBe('body { color: red }')
  expect((await server.get('/static/blog/post.css')).text).toBe('p { color: blue }')
  expect((await server.get('/media/photo.txt')).text).toBe('a photo')
  expect((await server.get('/static/%2e%2e/settings.ts')).status).toBe(400)
  expect((await server.get('/static/nope.css')).status).toBe(404)
})

test('--nostatic leaves them to the project', async () => {
  await using server = await startServer(site(), { args: ['--nostatic'] })
  expect((await server.get('/static/site.css')).status).toBe(404)
})
