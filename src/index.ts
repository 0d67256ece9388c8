export type { Application, ApplicationOptions } from './core/application.js'
export { createApplication } from './core/create-application.js'
