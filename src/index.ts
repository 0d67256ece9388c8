export { type Application, type ApplicationOptions, createApplication } from './core/application.js'
