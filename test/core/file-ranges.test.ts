import { expect, test } from 'vitest'
import { FileResponse } from '../../src/http/file-response.js'
import { createApplication } from '../../src/index.js'
import type { Middleware } from '../../src/middleware/types.js'
import { path } from '../../src/urls/path.js'
import { after } from '../../src/utils/after.js'
import { get } from './requests.js'

const withEtag: Middleware = getResponse => request =>
  after(getResponse(request), response => {
    response.headers.set('ETag', '"version"')
    return response
  })

const app = createApplication({
  urlpatterns: [path('file/', () => new FileResponse(new TextEncoder().encode('0123456789')))],
  settings: { ALLOWED_HOSTS: ['testserver'], MIDDLEWARE: [withEtag] },
})

test('a range of a file is taken when all middleware has run, for its ETag decides', async () => {
  const response = await app.handle(get('/file/', { Range: 'bytes=2-3', 'If-Range': '"version"' }))
  expect(response.statusCode).toBe(206)
  expect(response.headers.get('Content-Range')).toBe('bytes 2-3/10')
  const other = await app.handle(get('/file/', { Range: 'bytes=2-3', 'If-Range': '"another"' }))
  expect(other.statusCode).toBe(200)
})
