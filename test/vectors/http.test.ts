import { querydict } from './families/querydict.js'
import { runGroup } from './runner.js'

runGroup('http', [querydict])
