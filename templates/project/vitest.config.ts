import { tinyDjango } from 'tiny-django/test/plugin'

export default { plugins: [tinyDjango()] }
