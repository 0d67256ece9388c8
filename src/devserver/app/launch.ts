// What an app process begins with.
import { join } from 'node:path'
import { runProgram } from '../program.js'

runProgram(join(__dirname, 'main.cjs'), join(__dirname, '../../cache'))
