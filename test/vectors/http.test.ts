// What Node adds to the parts below: files, and charsets beyond the built-in ones.
import '../../src/adapters/node.js'
import { middleware } from './families/middleware.js'
import { querydict } from './families/querydict.js'
import { runGroup } from './runner.js'

runGroup('http', [middleware, querydict])
