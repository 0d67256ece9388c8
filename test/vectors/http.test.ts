// What Node adds to the parts below: files, and charsets beyond the built-in ones.
import '../../src/adapters/node.js'
import { cookies } from './families/cookies.js'
import { decoratorsFamily } from './families/decorators.js'
import { httputils } from './families/httputils.js'
import { middleware } from './families/middleware.js'
import { multipart } from './families/multipart.js'
import { querydict } from './families/querydict.js'
import { request } from './families/request.js'
import { response } from './families/response.js'
import { staticFiles } from './families/static.js'
import { urls } from './families/urls.js'
import { runGroup } from './runner.js'

runGroup('http', [
  cookies,
  decoratorsFamily,
  httputils,
  middleware,
  multipart,
  querydict,
  request,
  response,
  staticFiles,
  urls,
])
