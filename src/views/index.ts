export { welcome } from './welcome.js'
