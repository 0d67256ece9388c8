export { maxBody, rawBody, uploadHandlers } from './body.js'
export { cacheControl, neverCache } from './cache.js'
export { xframeOptionsDeny, xframeOptionsExempt, xframeOptionsSameorigin } from './clickjacking.js'
export { noAppendSlash } from './common.js'
export {
  type ConditionFunctions,
  condition,
  conditionalPage,
  type EtagFunction,
  etag,
  type LastModifiedFunction,
  lastModified,
  type Moment,
} from './condition.js'
export { cspOverride, cspReportOnlyOverride } from './csp.js'
export { csrfExempt, csrfProtect, ensureCsrfCookie, requiresCsrfToken } from './csrf.js'
export { sensitivePostParameters, sensitiveVariables } from './debug.js'
export {
  decoratorFromMiddleware,
  decoratorFromMiddlewareWithArgs,
  type MiddlewareClassWith,
} from './from-middleware.js'
export { gzipPage } from './gzip.js'
export { requireGET, requireHttpMethods, requirePOST, requireSafe, type ViewDecorator } from './http.js'
export { type MethodOrClassDecorator, methodDecorator } from './method-decorator.js'
export { varyOnCookie, varyOnHeaders } from './vary.js'
export { wraps } from './wrapping.js'
