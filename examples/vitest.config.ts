import { tinyDjango } from 'tiny-django/test/plugin'
import { defineConfig } from 'vitest/config'

// For `npx vitest run` in the folder of an example: its own tests, with tiny-django as it was built.
export default defineConfig({ plugins: [tinyDjango()] })
