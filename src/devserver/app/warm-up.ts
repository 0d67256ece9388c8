import { PassThrough } from 'node:stream'
import { compileApplication } from '../../core/application.js'
import { HttpResponse } from '../../http/response.js'
import { CommonMiddleware } from '../../middleware/common.js'
import { path } from '../../urls/path.js'
import { Channel } from '../channel.js'
import { debugPages } from './debug.js'
import { Loader } from './loader.js'
import { AppServer } from './server.js'

/**
 * Answers a request of its own with a view of its own, and sends the answer nowhere. A spare has the time: what V8
 * compiles here, it need not compile while somebody waits for the first page after a save.
 */
export function warmUp(): void {
  runModule()
  const urlpatterns = [path('warm/<int:number>/', () => new HttpResponse('')), path('', () => new HttpResponse('warm'))]
  const app = compileApplication({ urlpatterns, settings: { DEBUG: true, MIDDLEWARE: [CommonMiddleware] } }, debugPages)
  const server = new AppServer(app, new Channel(new PassThrough().resume(), () => {}), {
    server: { name: '127.0.0.1', port: 8000 },
    static: false,
  })
  for (const target of ['/', '/warm/1/', '/']) {
    server.begin(0, {
      method: 'GET',
      target,
      rawHeaders: ['Host', 'localhost', 'Accept', '*/*'],
      remoteAddress: '127.0.0.1',
      remotePort: 0,
      hasBody: false,
      hasWaited: false,
    })
  }
}

function runModule(): void {
  const loader = new Loader()
  loader.define([{ path: '/warm-up.js', code: 'module.exports = { __esModule: true }', map: '', imports: {} }])
  loader.run('/warm-up.js')
}
