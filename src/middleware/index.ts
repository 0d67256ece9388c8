export { after } from '../utils/after.js'
export { CommonMiddleware } from './common.js'
export { MiddlewareNotUsed } from './exceptions.js'
export type { GetResponse, HookAnswer, Middleware, MiddlewareClass, MiddlewareHooks } from './types.js'
