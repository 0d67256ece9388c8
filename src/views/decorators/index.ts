export { maxBody, rawBody, uploadHandlers } from './body.js'
