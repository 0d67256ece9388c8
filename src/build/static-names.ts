import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashedUrl, partsOf, urldefrag, withPath } from '../contrib/staticfiles/hashed-names.js'
import { joinpath, normpath, splitpath } from '../utils/paths.js'
import { unquote } from '../utils/quoting.js'

/** How files get their names. Django: attributes of `HashedFilesMixin`. */
export interface NamingRules {
  /** How often files that name each other are gone through, until no name changes any more. */
  readonly passes: number
  /** Whether `import` and `export … from` in JavaScript are rewritten too. */
  readonly jsModules: boolean
  /** STATIC_URL. */
  readonly url: string
}

/** A file under its new name. */
export interface NamedFile {
  readonly path: string
  readonly hashedPath: string
  /** What is in it, where that is no longer what was in the file it comes from. */
  readonly content: Uint8Array | null
}

/** A file cannot be given its name. */
export class PostProcessError extends Error {
  override readonly name = 'PostProcessError'
  readonly path: string

  constructor(path: string, message: string) {
    super(message)
    this.path = path
  }
}

/**
 * Gives every file a name with a hash of its content, `site.css` → `site.1f3a5b7c9d0e.css`, and rewrites the addresses in
 * stylesheets and source maps' comments to those names. `folder` is where the files have been copied to. Throws
 * PostProcessError. Django: `HashedFilesMixin.post_process`.
 */
export function nameFiles(
  files: readonly { readonly path: string; readonly source: string }[],
  folder: string,
  rules: NamingRules,
): readonly NamedFile[] {
  return new Namer(folder, rules).name(files)
}

type Source = { readonly path: string; readonly source: string }

class Namer {
  readonly #folder: string
  readonly #rules: NamingRules
  readonly #hashed = new Map<string, string>()
  /** All names that were given, the old ones too. */
  readonly #given = new Set<string>()

  constructor(folder: string, rules: NamingRules) {
    this.#folder = folder
    this.#rules = rules
  }

  name(files: readonly Source[]): readonly NamedFile[] {
    const deepestFirst = [...files].sort((a, b) => b.path.split('/').length - a.path.split('/').length)
    const adjustable = deepestFirst.filter(({ path }) => this.#patternsOf(path).length > 0)
    const contents = this.#goThrough(deepestFirst).contents
    let unresolved: readonly string[] = []
    for (let pass = 0; pass < this.#rules.passes; pass++) {
      const result = this.#goThrough(adjustable)
      for (const [path, content] of result.contents) contents.set(path, content)
      unresolved = result.changed
      if (unresolved.length === 0) break
    }
    if (unresolved.length > 0) {
      throw new PostProcessError([...unresolved].sort().join(', '), 'Max post-process passes exceeded.')
    }
    const plain = files.filter(file => !adjustable.includes(file))
    return [...plain, ...adjustable].map(({ path }) => ({
      path,
      hashedPath: this.#hashed.get(path)!,
      content: contents.get(path) ?? null,
    }))
  }

  /** Names each file by what is in it once the addresses in it are those known by now. */
  #goThrough(files: readonly Source[]) {
    const contents = new Map<string, Uint8Array>()
    const changed: string[] = []
    for (const { path, source } of files) {
      const original = readFileSync(source)
      const before = this.#hashed.get(path) ?? hashedPath(path, original)
      const patterns = this.#patternsOf(path)
      if (patterns.length === 0) {
        this.#give(path, before)
        continue
      }
      const content = new TextEncoder().encode(this.#rewrite(path, decode(path, original), patterns))
      const now = hashedPath(path, content)
      if (now !== before) changed.push(path)
      contents.set(path, content)
      this.#give(path, now)
    }
    return { contents, changed }
  }

  #give(path: string, name: string): void {
    this.#hashed.set(path, name)
    this.#given.add(name)
  }

  #patternsOf(path: string): readonly Pattern[] {
    if (path.endsWith('.css')) return stylesheetPatterns
    if (!path.endsWith('.js')) return []
    return this.#rules.jsModules ? [...scriptPatterns, ...moduleStatementPatterns] : scriptPatterns
  }

  #rewrite(path: string, text: string, patterns: readonly Pattern[]): string {
    return patterns.reduce(
      (rewritten, { find, write }) =>
        rewritten.replace(find, (matched: string, ...rest: unknown[]) => {
          const groups = rest.at(-1) as Groups
          const address = this.#rewritten(path, groups.url)
          return address === null ? matched : write({ ...groups, url: address })
        }),
      text,
    )
  }

  /** The address that is to stand in the file; `null` for one that is none of a static file. */
  #rewritten(path: string, address: string): string | null {
    const { url } = this.#rules
    if (/^[a-z]+:/.test(address) || address.startsWith('//')) return null
    if (address.startsWith('/') && !address.startsWith(url)) return null
    const [plain, fragment] = urldefrag(address)
    if (plain === '') return null
    const target = plain.startsWith('/') ? plain.slice(url.length) : joinpath(splitpath(path)[0], plain)
    const hashed = hashedUrl(unquote(target), name => this.#storedName(path, name), url)
    const rewritten = [...plain.split('/').slice(0, -1), hashed.split('/').at(-1)].join('/')
    const end = fragment === '' ? '' : `${address.includes('?#') ? '?#' : '#'}${fragment}`
    return unquote(rewritten + end)
  }

  // Two patterns may find the same address: a name of ours stays what it is.
  #storedName(from: string, name: string): string {
    const path = normpath(name)
    if (this.#given.has(path)) return path
    return this.#hashed.get(path) ?? this.#nameOfFile(from, path)
  }

  // With a query in it, or not gone through yet.
  #nameOfFile(from: string, name: string): string {
    const { path, parts } = partsOf(name)
    const file = join(this.#folder, path)
    if (path.startsWith('..') || !existsSync(file)) {
      throw new PostProcessError(from, `The file '${path}' could not be found in '${this.#folder}'.`)
    }
    const hashed = hashedPath(path, readFileSync(file))
    this.#given.add(hashed)
    return withPath(name, parts, hashed)
  }
}

function hashedPath(path: string, content: Uint8Array): string {
  const [folder, name] = splitpath(path)
  const dot = name.lastIndexOf('.')
  const isExtension = dot > 0 && !/^\.+$/.test(name.slice(0, dot))
  const [stem, extension] = isExtension ? [name.slice(0, dot), name.slice(dot)] : [name, '']
  const hashed = `${stem}.${md5(content)}${extension}`
  return folder === '' ? hashed : `${folder}/${hashed}`
}

/** Twelve digits, as Django has them. */
export function md5(content: Uint8Array | string): string {
  return createHash('md5').update(content).digest('hex').slice(0, 12)
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new PostProcessError(path, `'utf-8' codec can't decode '${path}'.`)
  }
}

interface Groups {
  readonly url: string
  readonly import?: string
  readonly exports?: string
}

interface Pattern {
  readonly find: RegExp
  readonly write: (groups: Groups) => string
}

// Django's own patterns, with what Python means by a line.
const stylesheetPatterns: readonly Pattern[] = [
  { find: /url\(['"]?\s*(?<url>[^\n]*?)["']?\)/gi, write: ({ url }) => `url("${url}")` },
  { find: /@import\s*["']\s*(?<url>[^\n]*?)["']/gi, write: ({ url }) => `@import url("${url}")` },
  {
    find: /(?<![^\n])\/\*#[ \t]sourceMappingURL=(?<url>[^\n]*)[ \t]*\*\/(?![^\n])/g,
    write: ({ url }) => `/*# sourceMappingURL=${url} */`,
  },
]

const scriptPatterns: readonly Pattern[] = [
  {
    find: /(?<![^\n])\/\/# sourceMappingURL=(?<url>[^\n]*)(?![^\n])/g,
    write: ({ url }) => `//# sourceMappingURL=${url}`,
  },
]

const moduleStatementPatterns: readonly Pattern[] = [
  {
    find: /import(?<import>[\s{][\s\S]*?|\*\s*as\s*\w+)\s*from\s*['"](?<url>[./][^\n]*?)["']\s*;/gi,
    write: groups => `import${groups.import} from "${groups.url}";`,
  },
  {
    find: /export(?<exports>[\s{][\s\S]*?)\s*from\s*["'](?<url>[./][^\n]*?)["']\s*;/gi,
    write: groups => `export${groups.exports} from "${groups.url}";`,
  },
  { find: /import\s*['"](?<url>[./][^\n]*?)["']\s*;/gi, write: ({ url }) => `import"${url}";` },
  { find: /import\(["'](?<url>[^\n]*?)["']\)/gi, write: ({ url }) => `import("${url}")` },
]
