import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/devserver/package.js'

// What a process evaluates before it can do anything at all is what every start, every reload and every crash costs. The
// programs are built as scripts/build.js builds them; what they reach without `import()` or `require()` is that.

const program = {
  absWorkingDir: packageRoot,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  packages: 'external',
  write: false,
  metafile: true,
  outdir: 'dist',
  logLevel: 'silent',
  loader: { '.html': 'text', '.css': 'text', '.txt': 'text' },
} as const

async function startUpOf(entry: string): Promise<string[]> {
  const { metafile } = await build({ ...program, entryPoints: [entry] })
  const reached = new Set<string>()
  const queue = [entry]
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (reached.has(path)) continue
    reached.add(path)
    const { imports } = metafile.inputs[path]!
    for (const { kind, external, path: next } of imports) {
      if (kind === 'import-statement' && !external) queue.push(next)
    }
  }
  return [...reached]
}

/** What somebody only needs when something goes wrong, is asked about, or is a template. */
const seldomNeeded =
  /^src\/(views\/debug\/|template\/(?!folders\.|project-page\.)|checks\/|contrib\/humanize|urls\/explain|utils\/text\b)/

test.each(['src/devserver/app/main.ts', 'src/devserver/index.ts'])(
  'what is seldom needed is no part of the start-up of %s',
  async entry => {
    const reached = await startUpOf(entry)
    expect(reached.length).toBeGreaterThan(50)
    expect(reached.filter(path => seldomNeeded.test(path))).toEqual([])
  },
)
