// Builds a program of dist/ in parts: what a start needs is one file, what is needed later comes when it is.
import { writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { build } from 'esbuild'

/**
 * Writes `<name>.cjs` and `<name>-1.cjs`, `<name>-2.cjs`, … for src/devserver/program.ts to run. `groups` are lists of
 * modules: a part has what its group imports and no part before it has; the last part has the rest, whatever is
 * imported by an `import()` or a relative `require()` and nowhere else. A module is in one part only, and evaluated
 * when it is first imported.
 */
export async function buildProgram(options, source, groups) {
  const { inputs } = await analyse(options, groups.flat())
  const owners = ownersOf(
    inputs,
    groups.map(paths => paths.map(path => `${source}/${path}`)),
  )
  const names = await exportedNames(options, [...owners.keys()])
  const main = `${source}/${groups[0][0]}`
  const asked = askedFor(inputs, owners)
  for (let part = 0; part <= groups.length; part++) {
    const { outputFiles } = await build({
      ...options,
      outdir: undefined,
      outExtension: undefined,
      outfile: fileOf(options, groups[0][0], part),
      stdin: { contents: entryOf(asked, owners, part, main), resolveDir: options.absWorkingDir, sourcefile: 'part.js' },
      plugins: [otherParts(options.absWorkingDir, owners, part, names)],
      banner: { js: open + options.banner.js },
      footer: { js: '})' },
      write: false,
    })
    writeFileSync(outputFiles[0].path, adapted(outputFiles[0].text))
  }
}

// Of esbuild's helper for exports only what is an object's own: a project may have put something onto all of them.
function adapted(code) {
  return code
    .replace(/\bimport\("/g, '__import("')
    .replace(/\bfor ?\(var name in all\)/g, 'for(var name of Object.keys(all))')
}

const open = '(function(exports,require,module,__filename,__dirname,__import,__modules){"use strict";'

function fileOf({ outdir }, main, part) {
  const name = basename(main, '.ts')
  return join(outdir, dirname(main), `${name}${part === 0 ? '' : `-${part}`}.cjs`)
}

async function analyse(options, paths) {
  const entryPoints = paths.map(path => join(options.absWorkingDir, 'src', path))
  const { metafile } = await build({
    ...options,
    banner: {},
    entryPoints,
    outbase: 'src',
    write: false,
    metafile: true,
  })
  return metafile
}

/** Path of each module of ours → number of the part that has it. */
function ownersOf(inputs, groups) {
  const owners = new Map()
  const take = (path, part) => {
    if (owners.has(path) || !path.endsWith('.ts')) return
    owners.set(path, part)
    for (const { path: imported, kind } of inputs[path].imports) {
      if (kind === 'import-statement' && inputs[imported]) take(imported, part)
    }
  }
  groups.forEach((paths, part) => {
    for (const path of paths) take(path, part)
  })
  for (const path of Object.keys(inputs)) take(path, groups.length)
  return owners
}

async function exportedNames(options, paths) {
  const { metafile } = await build({
    ...options,
    banner: {},
    packages: undefined,
    bundle: false,
    format: 'esm',
    logLevel: 'error', // a `require()` stays one
    entryPoints: paths,
    outbase: '.',
    write: false,
    metafile: true,
  })
  return new Map(Object.values(metafile.outputs).map(({ entryPoint, exports }) => [entryPoint, exports]))
}

/** The modules that another part imports: the others need no object of their exports, which takes a start some time. */
function askedFor(inputs, owners) {
  const asked = new Set()
  for (const [path, owner] of owners) {
    for (const { path: imported } of inputs[path].imports) {
      if (owners.has(imported) && owners.get(imported) !== owner) asked.add(imported)
    }
  }
  return asked
}

/** A table of what other parts ask this one for; the first part begins the program, too. */
function entryOf(asked, owners, part, main) {
  const own = [...asked].filter(path => owners.get(path) === part).map(path => JSON.stringify(path))
  const table = own.map(path => `${path}: () => require(${path.replace('"', '"./')})`)
  const begin = part === 0 ? `export const main = require("./${main}")\n` : ''
  return `export const modules = {\n${table.join(',\n')}\n}\n${begin}`
}

/** Leads imports of modules that another part has to that part. */
function otherParts(root, owners, part, names) {
  return {
    name: 'other-parts',
    setup(build) {
      build.onResolve({ filter: /^\.\.?\// }, ({ path, kind, resolveDir }) => {
        const module = relative(root, join(resolveDir, path)).replace(/\.js$/, '.ts')
        const owner = owners.get(module)
        if (owner === undefined || owner === part) return undefined
        return { path: module, namespace: kind === 'import-statement' ? 'bound' : 'whole' }
      })
      const access = path => `__modules(${owners.get(path)}, ${JSON.stringify(path)})`
      build.onLoad({ filter: /.*/, namespace: 'bound' }, ({ path }) => ({
        contents: bound(names.get(path), access(path)),
      }))
      build.onLoad({ filter: /.*/, namespace: 'whole' }, ({ path }) => ({
        contents: `module.exports = ${access(path)}`,
      }))
    },
  }
}

/** A module that exports what another part has, by name: an access to a property would cost whoever calls it often. */
function bound(names, namespace) {
  const inside = names.map((name, index) => `${JSON.stringify(name)}: e${index}`)
  const outside = names.map((name, index) => `e${index} as ${JSON.stringify(name)}`)
  return `const { ${inside} } = ${namespace}\nexport { ${outside} }`
}
