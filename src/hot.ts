export { hotState } from './utils/hot-state.js'
