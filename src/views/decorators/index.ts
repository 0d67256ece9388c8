export { maxBody, rawBody, uploadHandlers } from './body.js'
export { requireGET, requireHttpMethods, requirePOST, requireSafe, type ViewDecorator } from './http.js'
