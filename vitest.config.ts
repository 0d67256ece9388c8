import { readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

// The pages under templates/ are imported as text by the source; the build does the same with esbuild's text loader.
const textFiles = {
  name: 'text-files',
  enforce: 'pre' as const,
  load(id: string) {
    const file = id.split('?')[0] ?? id
    if (!/\/templates\/.*\.(html|css|js|txt)$/.test(file)) return
    return `export default ${JSON.stringify(readFileSync(file, 'utf8'))}`
  },
}

export default defineConfig({
  plugins: [textFiles],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/fixtures/**', '**/node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
