import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { defineConfig, type Plugin } from 'vitest/config'

// The pages under templates/ are imported as text by the source; the build does the same with esbuild's text loader.
// The id they get here ends in neither .css nor .html, because Vite would have its own way with those.
const prefix = '\0text:'
const textFiles: Plugin = {
  name: 'text-files',
  enforce: 'pre',
  resolveId(source, importer) {
    if (!importer || !/\/templates\/.*\.(html|css|txt)$/.test(source)) return
    return `${prefix}${resolve(dirname(importer), source)}.text`
  },
  load(id) {
    if (!id.startsWith(prefix)) return
    const file = id.slice(prefix.length, -'.text'.length)
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
